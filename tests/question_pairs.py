"""Twelve times a question and its passage in English, then both in Spanish; some are easy to confuse."""

from __future__ import annotations

PAIRS = [
    (
        "How do I keep basil alive indoors?",
        (
            "Give the pot a bright window, water from below when the top of the soil is dry, and pinch off "
            "the flower buds so that the plant keeps making leaves."
        ),
        "¿Cómo mantengo viva la albahaca dentro de casa?",
        (
            "Ponga la maceta en una ventana luminosa, riegue desde abajo cuando la tierra esté seca "
            "por encima y quite los brotes de flor para que la planta siga echando hojas."
        ),
    ),
    (
        "When should tomatoes be planted outside?",
        (
            "Wait until the nights stay above ten degrees, usually two weeks after the last frost, and "
            "harden the seedlings for some days in a sheltered place."
        ),
        "¿Cuándo se plantan los tomates al aire libre?",
        (
            "Espere a que las noches no bajen de diez grados, normalmente dos semanas después de la última "
            "helada, y acostumbre los plantones unos días en un lugar protegido."
        ),
    ),
    (
        "Why does my bicycle chain keep slipping?",
        (
            "A stretched chain rides up on worn sprockets. Measure it with a gauge; beyond one percent "
            "replace the chain, and the cassette too if the new one still jumps."
        ),
        "¿Por qué se me salta la cadena de la bicicleta?",
        (
            "Una cadena estirada trepa por los piñones gastados. Mídala con un calibre; si pasa del uno por "
            "ciento cambie la cadena, y también el cassette si la nueva sigue saltando."
        ),
    ),
    (
        "How hard should the tyres of a road bike be?",
        (
            "Wider tyres want less air: about five bar for 28 millimetres and a rider of seventy kilos. "
            "Check weekly, because narrow tubes lose pressure by themselves."
        ),
        "¿Cuánta presión llevan las ruedas de una bici de carretera?",
        (
            "Cuanto más ancha la cubierta, menos aire: unos cinco bares para 28 milímetros y un ciclista de "
            "setenta kilos. Compruébelo cada semana, porque las cámaras finas pierden presión solas."
        ),
    ),
    (
        "What is a mutex good for?",
        (
            "It lets only one thread at a time into a section that changes shared data, so that no other "
            "thread sees the data half changed."
        ),
        "¿Para qué sirve un mutex?",
        (
            "Deja entrar a un solo hilo a la vez en una sección que cambia datos compartidos, de modo que "
            "ningún otro hilo vea los datos a medio cambiar."
        ),
    ),
    (
        "How does garbage collection find what can be freed?",
        (
            "Starting from the roots, globals and stacks, the collector marks every object that can be "
            "reached; whatever carries no mark afterwards can never be used again."
        ),
        "¿Cómo sabe el recolector de basura qué memoria puede liberar?",
        (
            "Partiendo de las raíces, variables globales y pilas, marca todo objeto alcanzable; lo que "
            "queda sin marca después ya no se puede volver a usar."
        ),
    ),
    (
        "Why is the sea salty?",
        (
            "Rain dissolves minerals from the rocks and rivers carry them down. Water evaporates, the "
            "salts stay, and over millions of years they became what we taste."
        ),
        "¿Por qué es salado el mar?",
        (
            "La lluvia disuelve minerales de las rocas y los ríos los arrastran. El agua se evapora, las "
            "sales se quedan, y en millones de años se juntó lo que notamos en la boca."
        ),
    ),
    (
        "What causes the tides?",
        (
            "The pull of the moon is stronger on the near side of the Earth than on the far side, and the "
            "difference stretches the oceans into two bulges under which we turn."
        ),
        "¿Qué causa las mareas?",
        (
            "La atracción de la luna es más fuerte en el lado cercano de la Tierra que en el lejano, y la "
            "diferencia estira los océanos en dos abultamientos bajo los que giramos."
        ),
    ),
    (
        "Can a tenant be asked to pay two months of deposit?",
        (
            "For a flat rented as a home the law sets one month; further guarantees may be agreed, up to "
            "two more, and must be written into the contract."
        ),
        "¿Pueden pedir dos meses de fianza a un inquilino?",
        (
            "Para una vivienda habitual la ley fija una mensualidad; se pueden pactar garantías adicionales "
            "de hasta dos más, que deben figurar por escrito en el contrato."
        ),
    ),
    (
        "How long before leaving must I give notice on my flat?",
        (
            "After the first six months you may leave with thirty days of notice in writing; the contract "
            "can ask for compensation in proportion to the time that was left."
        ),
        "¿Con cuánta antelación aviso si dejo el piso?",
        (
            "Pasados los primeros seis meses puede irse avisando por escrito con treinta días; el contrato "
            "puede pedir una indemnización en proporción al tiempo que quedaba."
        ),
    ),
    (
        "How do I practise scales without getting bored?",
        (
            "Change one thing a day: the rhythm, the volume, the bowing or the key. Ten attentive minutes "
            "with a metronome do more than an hour of running up and down."
        ),
        "¿Cómo practico escalas sin aburrirme?",
        (
            "Cambie una cosa cada día: el ritmo, el volumen, el arco o la tonalidad. Diez minutos atentos "
            "con metrónomo hacen más que una hora subiendo y bajando."
        ),
    ),
    (
        "Which varnish suits an outdoor table?",
        (
            "Take a flexible marine varnish with a filter against sunlight, sand lightly between three thin "
            "coats, and renew the last one every second spring."
        ),
        "¿Qué barniz conviene a una mesa de jardín?",
        (
            "Use un barniz marino flexible con filtro solar, lije con suavidad entre tres capas finas y "
            "renueve la última una primavera sí y otra no."
        ),
    ),
]
