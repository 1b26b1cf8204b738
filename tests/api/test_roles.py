"""Who may call what: a table that has every operation, so that a new one cannot be forgotten."""

import pytest

from tests.api.service import Service

ROLES = ("viewer", "agent", "trainer", "admin")
TABLE = """
    getMe                viewer agent trainer admin
    logout               viewer agent trainer admin
    listFaq              viewer agent trainer admin
    getFaqCoverage       viewer agent trainer admin
    getFaqFile           viewer agent trainer admin
    listDetailPages      viewer agent trainer admin
    listConversations           agent trainer admin
    getConversation             agent trainer admin
    listExchanges               agent trainer admin
    listFindings                agent trainer admin
    listAgents                  agent trainer admin
    listScorecards              agent trainer admin
    getTrend                    agent trainer admin
    dispute                     agent trainer admin
    listDisputes                agent trainer admin
    listQueue                         trainer admin
    score                             trainer admin
    uploadTranscripts                 trainer admin
    uploadTable                       trainer admin
    listJobs                          trainer admin
    getJob                            trainer admin
    giveVerdict                       trainer admin
    listVerdicts                      trainer admin
    withdrawVerdict                   trainer admin
    answerDispute                     trainer admin
    beginCalibration                  trainer admin
    listCalibrations                  trainer admin
    getCalibration                    trainer admin
    answerCalibration                 trainer admin
    decideFaq                         trainer admin
    moveFaqWording                    trainer admin
    uploadDetailPage                  trainer admin
    removeDetailPage                  trainer admin
    getFaqWorkbook                    trainer admin
    getReportPage                     trainer admin
    getReportWorkbook                 trainer admin
    getReportSummary                  trainer admin
    listAudit                                 admin
    exportCustomer                            admin
    eraseCustomer                             admin
    getMetrics                                admin
"""
ALLOWED = {name: set(roles) for name, *roles in (line.split() for line in TABLE.strip().splitlines())}
PUBLIC = {"getHealth", "getReady", "login"}
WRITES = {"POST", "PUT", "DELETE"}


def operations(service: Service) -> dict[str, tuple[str, str]]:
    """Method and path of each operation; ids in paths are those of nothing."""
    return {
        one["operationId"]: (method.upper(), path.replace("{kind}", "orders").replace("{", "").replace("}", ""))
        for path, methods in service.app.openapi()["paths"].items()
        for method, one in methods.items()
    }


def test_every_operation_is_in_the_table(filled: Service) -> None:
    assert set(operations(filled)) == set(ALLOWED) | PUBLIC


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_refused_what_the_table_does_not_give_it(filled: Service, role: str) -> None:
    client = filled.person(f"the {role}", role, agent="li")
    for name, (method, path) in operations(filled).items():
        if name not in PUBLIC | {"logout"}:
            answer = client.request(method, path)
            assert (answer.status_code != 403) == (role in ALLOWED[name]), (name, answer.text)
            assert answer.status_code < 500


@pytest.mark.parametrize(("scope", "opens"), [("read", set()), ("write", WRITES), ("admin", set())])
def test_a_key_is_refused_what_its_scopes_do_not_give_it(filled: Service, scope: str, opens: set[str]) -> None:
    """A read key changes nothing, a write key reads nothing, an admin key does neither."""
    client = filled.client("admin", scopes=(scope,))
    reads = client.get("/v1/jobs").status_code != 403
    writes = client.post("/v1/verdicts", json={}).status_code != 403
    administers = client.get("/v1/audit").status_code != 403
    assert (reads, writes, administers) == (scope == "read", bool(opens), scope == "admin")


def test_nobody_gets_anything_whatever_is_sent(filled: Service) -> None:
    """The refusal comes before the body: neither its form nor its size is looked at."""
    stranger = filled.anonymous()
    for name, (method, path) in operations(filled).items():
        if name in PUBLIC:
            continue
        for body in (b"", b"{", b'{"turns": 1}', b"x" * 3_000_000):
            answer = stranger.request(method, path, content=body, headers={"Content-Type": "application/json"})
            assert answer.status_code == 401, (name, answer.text)
            assert answer.json()["error"]["code"] == "unauthorised"


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x", "Basic eDp5", "bearer " + "x" * 10_000, "\u00e9", "Bearer \u00ff"]
)
def test_a_key_that_is_none_opens_nothing(filled: Service, header: str) -> None:
    answer = filled.anonymous().get("/v1/jobs", headers={"Authorization": header.encode("latin-1")})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_revoked_key_opens_nothing(filled: Service) -> None:
    client = filled.client("viewer")
    assert client.get("/v1/faq").status_code == 200
    shop = filled.shops["first"]
    (key,) = [one for one in filled.store.keys.list(shop) if f"key:{one.name}" == client.get("/v1/me").json()["name"]]
    filled.store.keys.revoke(shop, key.id)
    assert client.get("/v1/faq").status_code == 401
