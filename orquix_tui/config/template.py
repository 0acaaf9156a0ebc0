"""The file written at first start: every setting with its default, as comments, and never a key."""

from __future__ import annotations

import os
import re
from pathlib import Path

from orquix_tui.config.paths import ensure_private
from orquix_tui.domain.translate import N_, _

HEAD = N_(
    "# Orquix TUI. Everything here is optional: without this file, the keys found in the environment\n"
    "# (OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY, OPENROUTER_API_KEY, GROQ_API_KEY,\n"
    "# MISTRAL_API_KEY, DEEPSEEK_API_KEY, XAI_API_KEY) make the council, or the embedded model answers.\n"
    "# Keys never stand in this file: name the environment variable that holds one.\n"
    "# `orquix-tui doctor` tells what is wrong; `orquix-tui config show` what is in force.\n"
)
REMARKS = (
    N_("seconds"),
    N_("instead of api_key_env: `orquix-tui providers set-key router` stores it"),
    N_("from the environment; also query = { … }"),
    N_('first that works; "extractive" is always the last'),
    N_("optional; also persona, temperature, max_tokens, extra, send_context"),
    N_("0 = the embedding model's calibrated default; else a cosine"),
    N_("auto, continue, new: whether a question in the app goes on from the last"),
    N_("off, beside (the block stands beside the prompt), ask (each time)"),
    N_("true: the key may go over plain http to another machine"),
    N_("for kind local: the file of a model that you downloaded"),
    N_("auto is the question's; en, es, or the English name of any other"),
    N_("2..8: compare when so many have answered; 0: wait for all"),
    N_("an ONNX export of multilingual-e5-small"),
    N_("seconds of rest until the model leaves the memory"),
    N_("or orquix-light, orquix-contrast, or any theme of the palette"),
    N_("false: nothing glides"),
    N_("true: the keys for sending and for a new line change places"),
    N_("another key for anything that the help lists"),
)
"""What stands behind the values below, but lists of values; for the translators."""
TEMPLATE = """\
# [providers.router]
# kind = "openai-compatible"   # openai, anthropic, openai-compatible, gemini, ollama, local
# base_url = "https://openrouter.ai/api/v1"
# api_key_env = "OPENROUTER_API_KEY"
# timeouts = { connect = 10, first_token = 60, idle = 30, total = 600 }   # seconds
# max_concurrency = 4
# api_key_keyring = true       # instead of api_key_env: `orquix-tui providers set-key router` stores it
# headers = { x-gateway-token = "${GATEWAY_TOKEN}" }    # from the environment; also query = { … }
# ca_file = "/path/to/authority.pem"
# allow_insecure = false       # true: the key may go over plain http to another machine

# [providers.home]
# kind = "ollama"
# base_url = "http://127.0.0.1:11434"

# [providers.mine]
# kind = "local"
# model_path = "/path/to/model.gguf"   # for kind local: the file of a model that you downloaded

# [councils.default]
# moderator = ["router:some/model"]   # first that works; "extractive" is always the last
# strategy = "repair"           # repair, select, compare
# [[councils.default.members]]
# provider = "router"
# model = "some/model"
# label = "Router"              # optional; also persona, temperature, max_tokens, extra, send_context
# [[councils.default.members]]
# provider = "home"
# model = "llama3.2"

# [context]
# include = true
# top_k = 5                     # 1..50
# similarity_threshold = 0.0    # 0 = the embedding model's calibrated default; else a cosine
# max_tokens = 4000
# thread = "auto"               # auto, continue, new: whether a question in the app goes on from the last
# review = "off"                # off, beside (the block stands beside the prompt), ask (each time)

# [moderator]
# personality = "balanced"      # analytical, balanced, creative, critical, supportive
# strategy = "repair"           # repair, select, compare
# language = "auto"             # auto is the question's; en, es, or the English name of any other
# temperature = 0.3
# length = "medium"             # short, medium, long
# max_tokens = 4096
# start_when = 0                # 2..8: compare when so many have answered; 0: wait for all

# [budget]
# per_run_usd = 0.50
# per_day_usd = 5.00

# [embeddings]
# model_path = "/path/to/a/folder"   # an ONNX export of multilingual-e5-small
# threads = 1
# idle_seconds = 120            # seconds of rest until the model leaves the memory

# [ui]
# language = "auto"             # auto, en, es
# theme = "orquix-dark"         # or orquix-light, orquix-contrast, or any theme of the palette
# animations = true             # false: nothing glides
# newline_on_enter = false      # true: the keys for sending and for a new line change places
# keys = { export = "alt+x" }   # another key for anything that the help lists
"""
_REMARK = re.compile(r"(?<=  # ).+$", re.MULTILINE)


def in_words() -> str:
    """The whole file, its remarks in the person's language."""
    return _(HEAD) + "\n" + _REMARK.sub(lambda found: _(found[0]), TEMPLATE)


def write_template(path: Path) -> bool:
    """Write the commented file where there is none; False when it stood there. Raises OSError."""
    ensure_private(path.parent)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(in_words())
    return True
