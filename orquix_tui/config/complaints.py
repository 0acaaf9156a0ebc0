"""What pydantic says of a value that does not fit, in the person's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orquix_tui.domain.translate import N_, _

_SAID = {
    "bool_parsing": N_("Input should be a valid boolean, unable to interpret input"),
    "bool_type": N_("Input should be a valid boolean"),
    "dict_type": N_("Input should be a valid dictionary"),
    "float_parsing": N_("Input should be a valid number, unable to parse string as a number"),
    "float_type": N_("Input should be a valid number"),
    "greater_than": N_("Input should be greater than {gt:g}"),
    "greater_than_equal": N_("Input should be greater than or equal to {ge:g}"),
    "int_from_float": N_("Input should be a valid integer, got a number with a fractional part"),
    "int_parsing": N_("Input should be a valid integer, unable to parse string as an integer"),
    "int_type": N_("Input should be a valid integer"),
    "less_than": N_("Input should be less than {lt:g}"),
    "less_than_equal": N_("Input should be less than or equal to {le:g}"),
    "literal_error": N_("Input should be {expected}"),
    "missing": N_("Field required"),
    "model_type": N_("Input should be a valid dictionary"),
    "string_pattern_mismatch": N_("String should match pattern '{pattern}'"),
    "string_too_long": N_("String should have at most {max_length} characters"),
    "string_too_short": N_("String should have at least {min_length} character"),
    "string_type": N_("Input should be a valid string"),
    "tuple_type": N_("Input should be a valid tuple"),
}


def complaint(error: Mapping[str, Any]) -> str:
    """The message of one of pydantic's errors. It tells limits, and never the value itself.

    What is not known here stays as pydantic has it, and so does English.
    """
    template = _SAID.get(error["type"], "")
    said = _(template)
    if said == template:
        return str(error["msg"]).removeprefix("Value error, ")
    return said.format(**error.get("ctx", {}))
