"""Calibration: trainers judge the same exchanges without seeing each other's answers."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path

from api.deps import Asking, Stored
from api.guarding import Guarded, allowed
from api.permissions import Caller
from api.schemas.calibration import CalibrationAnswer, CalibrationLine, NewCalibration
from api.schemas.failure import failures
from api.schemas.fields import Key
from coach.store.calibrations import Calibration
from coach.store.store import Store

router = APIRouter(prefix="/v1/calibrations", route_class=Guarded, tags=["judging"])
_MISSING = failures({404: "There is no such calibration."})
Number = Annotated[Key, Path(alias="id")]


@router.post("", operation_id="beginCalibration", status_code=201, response_model=CalibrationLine)
@allowed("judge")
def begin(new: NewCalibration, caller: Asking, store: Stored) -> dict[str, Any]:
    """Begin a session over a sample of what has been labelled."""
    session = store.calibrations.begin(
        caller.shop, name=new.name, field=new.field, trainers=new.trainers, size=new.size
    )
    store.audit.note(caller.name, "calibrate", session.id, shop=caller.shop)
    return _line(store, caller, session)


@router.get("", operation_id="listCalibrations", response_model=list[CalibrationLine])
@allowed("judge")
def list_calibrations(caller: Asking, store: Stored) -> list[dict[str, Any]]:
    """All sessions, the newest first."""
    return [_line(store, caller, one) for one in store.calibrations.list(caller.shop)]


@router.get("/{id}", operation_id="getCalibration", response_model=CalibrationLine, responses=_MISSING)
@allowed("judge")
def get_calibration(number: Number, caller: Asking, store: Stored) -> dict[str, Any]:
    """One session, and what the asking trainer is to judge now."""
    return _line(store, caller, store.calibrations.get(caller.shop, number))


@router.post("/{id}/answers", operation_id="answerCalibration", response_model=CalibrationLine, responses=_MISSING)
@allowed("judge")
def answer(number: Number, said: CalibrationAnswer, caller: Asking, store: Stored) -> dict[str, Any]:
    """Say what an exchange is; a later answer takes the place of an earlier one."""
    session = store.calibrations.answer(
        caller.shop, number, trainer=caller.name, exchange=said.exchange, value=said.value
    )
    return _line(store, caller, session)


def _line(store: Store, caller: Caller, session: Calibration) -> dict[str, Any]:
    """What is told of a session: the sample stays unknown but for the next exchange."""
    waiting = store.calibrations.next(caller.shop, session.id, caller.name) if _takes_part(caller, session) else None
    told: dict[str, Any] = msgspec.structs.asdict(session)
    told["size"] = len(told.pop("exchanges"))
    if not session.done:
        told |= {"agreement": None, "kappa": None}
    return told | {"next": waiting.id if waiting else None}


def _takes_part(caller: Caller, session: Calibration) -> bool:
    return caller.name in session.trainers
