"""A model with a map of the CRM, and fields of the CRM."""

from leadflow.domain.crm_field import CrmField, FieldKind
from leadflow.domain.json import Json
from leadflow.model.grammar import ModelFile


def written(fields: dict[str, Json], **tests: dict[str, Json]) -> ModelFile:
    """A model with this map, that asks these tests of traits."""
    segments: dict[str, Json] = {f"s{name}": {"trait": name.replace("__", "."), **test} for name, test in tests.items()}
    return ModelFile.model_validate(
        {
            "model": "test",
            "scores": {"readiness": {"points": {"touch": 1}}},
            "classes": {"interest": {"high": {"score": "readiness", "above": 50}, "low": "otherwise"}},
            "segments": {"hot": {"score": "readiness", "above": 75}, **segments},
            "crm": {"provider": "hubspot", "fields": fields},
        }
    )


def field(name: str, kind: FieldKind = FieldKind.TEXT, *choices: str, read_only: bool = False) -> CrmField:
    return CrmField(name, name, kind, read_only=read_only, choices=choices)
