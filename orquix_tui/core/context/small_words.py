"""The words that say nothing about a subject, in Spanish and English, small and without accents."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


OPENERS = _words("""
and but or so then also y e pero o u entonces pues tambien ademas aunque ahora
""")
"""Words that join what follows to what was said."""
RELATIONS = _words("""
with without for in on at to from by if when under over during after before as like only within instead
con sin para en al por si cuando sobre bajo desde hasta durante tras segun como solo dentro del
""")
"""What a fragment begins with: "and with children?"."""
ABOUT = _words("""
of about on de del sobre acerca
""")
"""What announces a subject: "an example of recursion" stands on its own, "an example in Python" does not."""
ASKING = _words("""
what who whom whose where when why which how que quien quienes donde cuando cual cuales como cuanto cuanta
cuantos cuantas
""")
BACKWARD = _words("""
it its they them their theirs this that these those he him his she her one ones ello eso esto esos esas
estos estas este ese esa aquello ellos ellas su sus suyo suya mismo misma
""")
"""Words for what was named before."""
NOBODY = _words("""
time day date rain raining snow snowing weather
""")
"""With these, "it" stands for nothing: "what time is it?"."""
ORDINALS = _words("""
first second third fourth fifth last former latter previous above below next following another primero
primera primer segundo segunda tercero tercera tercer cuarto cuarta quinto quinta ultimo ultima anterior
anteriores siguiente siguientes otro otra
""")
"""Words for a place in what was answered."""
EMPTY = (
    ASKING
    | BACKWARD
    | RELATIONS
    | ABOUT
    | OPENERS
    | ORDINALS
    | _words("""
a an the i me my mine you your yours we us our is are was were am be been being do does did done can could
would should shall will may might must have has had not no yes ok okay please thanks thank sure really
exactly just very much many more most less least too some any all both each other others else there here
now again maybe perhaps than let s t re m ve d ll can't actually still even yet well right true false get
got mean means meant work works happen happens happened cost costs take takes use used apply applies
matter matters help helps know understand think say said see show want need go going come same different
way ways thing things something anything everything nothing why's what's who's how's that's it's i'm i've
let's you're el la lo los las un una unos unas yo mi mis tu tus te se le les nos ti usted ustedes nosotros
es son era eran fue fueron ser sido esta estan estaba hay ha han haber he hace hacen hago hacer puede
pueden puedo puedes podria podrias debe deben debo deberia tiene tienen tengo tener va van voy vamos ir ni
si claro vale bien gracias favor mas menos muy mucho mucha muchos muchas poco algo nada todo toda todos
todas otro otra otros otras ambos cada aqui ahi alli ya aun todavia asi tan tanto quiza quizas verdad
cierto seguro segura realmente exactamente igual distinto cuesta cuestan costaria funciona funcionan
significa significan pasa pasaria ocurre ocurriria tarda tardan sirve sirven importa quiere quieres quiero
decir dice dices dijiste crees opinas piensas sabes sabe entiendo entender comprendo vez veces cosa cosas
modo manera forma tipo
""")
)
"""Words that say nothing about a subject."""
SHAPES = _words("""
explain explanation elaborate clarify expand continue detail details detailed deeper further example
examples instance sample summarize summarise summary sum short shorter shorten brief briefly concise long
longer simple simpler simplify easier plain clearer clear rephrase reword rewrite repeat redo retry
translate translation list listed bullet bullets table outline format step steps point points item items
option options part parts section paragraph sentence sentences word words line lines number claim claims
argument arguments idea ideas reason reasons source sources reference references link links proof evidence
cite citation pros cons advantage advantages disadvantage disadvantages alternative alternatives
difference differences compare comparison answer answers answered reply response responses question
opinion conclusion version versions mistake mistakes wrong correct correction fix improve shortly better
best worse worst cheaper cheapest faster fastest slower safer safest bigger biggest larger smaller
smallest write tell give make put add keep turn convert try english spanish french german italian
portuguese catalan chinese japanese explica explicacion explicar explique aclara aclarar amplia ampliar
desarrolla continua continuar sigue seguir detalle detalles detalla profundiza ejemplo ejemplos resume
resumir resumen corto corta cortos cortas breve breves largo larga sencillo sencilla simplifica facil
claro clara claridad reformula reescribe reescribir repite repetir repita traduce traducir traduccion
lista listado listar tabla esquema formato paso pasos punto puntos opcion opciones parte partes apartado
seccion parrafo frase frases palabra palabras linea lineas numero argumento argumentos razon razones
motivo motivos fuente fuentes referencia referencias enlace enlaces prueba pruebas cita citas ventaja
ventajas desventaja desventajas inconveniente inconvenientes alternativa alternativas diferencia
diferencias compara comparacion respuesta respuestas pregunta versiones corrige correccion mejora mejorar
arriba abajo mejor mejores peor peores barato barata caro cara rapido rapida lento lenta grande pequeno
pequena escribe di dime da dame haz hazme pon ponme anade acorta acortar convierte intenta ingles espanol
castellano frances aleman italiano portugues
""")
"""Words for what was answered and for the form it should have."""
