"""One example of each request and answer, for the OpenAPI document; they are values, so they stay right."""

from typing import Final

from seamark.model.access import ProjectRole, WorkspaceRole
from seamark.model.objects import ObjectKind, RunState, Stage
from seamark.model.operations import Append, Assign, Log
from seamark.model.values import FieldType
from seamark.wire.api.bulk import BulkRefusal, BulkRequest, BulkResult
from seamark.wire.api.differences import (
    Change,
    Comparison,
    ComparisonRequest,
    ComparisonRow,
    Differences,
    DifferencesRequest,
)
from seamark.wire.api.edits import Edit, EditPage
from seamark.wire.api.fields import Field, FieldPage, FileFacts, FilePage, SeriesStats
from seamark.wire.api.groups import Group, GroupCell, GroupPage, GroupRequest, GroupRun
from seamark.wire.api.members import (
    Account,
    AccountChange,
    AuditEntry,
    Invite,
    InviteAnswer,
    InviteFacts,
    InviteRequest,
    InviteSecret,
    Member,
    ProjectMember,
    ProjectRoleChange,
    RoleChange,
    ServiceAccountRequest,
    Workspace,
)
from seamark.wire.api.models import (
    Model,
    ModelRequest,
    ModelRow,
    ModelTable,
    ModelVersion,
    VersionRequest,
    VersionRow,
    VersionTable,
)
from seamark.wire.api.notebooks import Checkpoint, Notebook
from seamark.wire.api.people import PasswordChange, Person, SignIn, Token, TokenRequest
from seamark.wire.api.problems import Problem
from seamark.wire.api.projects import Objective, Project, ProjectChange, ProjectRequest
from seamark.wire.api.rows import RowColumn, RowPage
from seamark.wire.api.runs import Run, RunRequest
from seamark.wire.api.search import Found, FoundProject
from seamark.wire.api.series import Line, LinePage, SeriesRef, SeriesRequest
from seamark.wire.api.server import Backup, BackupRequest, Info, ProjectUsage, Usage
from seamark.wire.api.sessions import Beat, Session, SessionEnd, SessionRequest
from seamark.wire.api.tables import (
    Column,
    ColumnFacts,
    ColumnList,
    FieldValues,
    Grouping,
    Sort,
    TablePage,
    TableRequest,
    TableRow,
    ValueCount,
)
from seamark.wire.api.trash import TrashedObject, TrashPage, TrashRequest, TrashResult, TrashWeight
from seamark.wire.api.uploads import Upload, UploadRequest
from seamark.wire.api.views import Link, LinkRequest, LinkTarget, View, ViewChange, ViewRequest
from seamark.wire.batches import Batch, Receipt, Refusal

_TIME: Final = 1_767_225_600_000_000
_UID: Final = "019b76da3c5a7d2e8f10b1f6c2a9e577"
_DIGEST: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_RUN: Final = Run(
    uid=_UID,
    short="7r2x9k0wqpvn",
    id="DIG-12",
    own_id=None,
    project="ada/digits",
    name="wide, lr 0.01",
    state=RunState.RUNNING,
    owner="ada",
    created_at=_TIME,
    url="http://127.0.0.1:8765/r/DIG-12",
    tags=["baseline"],
)
_MODEL: Final = Model(
    uid=_UID,
    short="7r2x9k0wqpvn",
    id="DIG-NET",
    project="ada/digits",
    name="the net",
    description="",
    tags=["resnet"],
    owner="ada",
    created_at=_TIME,
    trashed=False,
    versions=3,
)
_VERSION: Final = ModelVersion(
    uid=_UID,
    short="7r2x9k0wqpvn",
    id="DIG-NET-3",
    project="ada/digits",
    name="wider",
    description="",
    tags=[],
    owner="ada",
    created_at=_TIME,
    trashed=False,
    model="DIG-NET",
    stage=Stage.STAGING,
)
_TRASHED: Final = TrashedObject(
    uid=_UID,
    id="DIG-12",
    kind=ObjectKind.RUN,
    name="wide, lr 0.01",
    owner="ada",
    created_at=_TIME,
    trashed_at=_TIME + 1_000_000,
    trashed_by="ada",
)
_STATS: Final = SeriesStats(
    count=2,
    first_step=0.0,
    last_step=1.0,
    first_time=_TIME,
    last_time=_TIME + 1_000_000,
    first=0.9,
    last=0.4,
    min=0.4,
    max=0.9,
    mean=0.65,
    variance=0.0625,
)
_FILE: Final = FileFacts(digest=_DIGEST, size=4, name="model.pt", media_type="application/octet-stream", time=_TIME)
_FIELD: Final = Field(path="train/loss", type=FieldType.FLOAT_SERIES, stats=_STATS)
_LINE: Final = Line(text="epoch 1: loss 0.4", step=0.0, time=_TIME, cursor="bDEuMC4w", path="train/notes")
_REFUSAL: Final = Refusal(
    seq=2,
    code="kind_conflict",
    detail='"train/loss" is a float series and got a string.',
    remedy="Write strings to another path.",
    path="train/loss",
)

EXAMPLES: Final[dict[type, object]] = {
    Problem: Problem(
        title="Not Found",
        status=404,
        detail="There is no run DIG-99.",
        code="run_not_found",
        remedy="Look at the runs of a project: seamark runs list --project PROJECT",
    ),
    Info: Info(
        name="seamark",
        version="0.1.0",
        server_id="5d0c2a7be19f4c38",
        mode="local",
        url="http://127.0.0.1:8765",
        limits={"path_bytes": 1024},
    ),
    Person: Person(name="ada", workspace="ada", admin=True),
    SignIn: SignIn(name="ada", password="a long password"),  # noqa: S106 - an example
    PasswordChange: PasswordChange(old="a long password", new="another long password"),
    TokenRequest: TokenRequest(name="cluster", expires_in=7_776_000),
    Token: Token(id="tk7d2m0q", name="cluster", scope="write", created_at=_TIME),
    Usage: Usage(
        catalog=4096,
        columns=1_048_576,
        blobs=4,
        free=10**11,
        projects=[ProjectUsage(project="ada/digits", runs=12, points=1_000_000)],
    ),
    ProjectRequest: ProjectRequest(name="digits", description="Handwritten digits"),
    ProjectChange: ProjectChange(objective=Objective(path="val/acc", aggregate="max")),
    Project: Project(
        name="digits",
        workspace="ada",
        key="DIG",
        description="Handwritten digits",
        config_prefixes=["config"],
        objective=Objective(path="val/acc", aggregate="max"),
        created_at=_TIME,
        updated_at=_TIME,
        runs=12,
        running=1,
        uid=_UID,
    ),
    BulkRequest: BulkRequest(runs=["DIG-12", "DIG-13"], add_tags=["best"]),
    BulkResult: BulkResult(
        changed=1,
        refused=[BulkRefusal(run="DIG-13", code="run_not_found", detail="ada/digits has no DIG-13.")],
    ),
    ViewRequest: ViewRequest(name="best by accuracy", address="?sort=-val/acc:max", shared=True),
    ViewChange: ViewChange(name="best"),
    View: View(
        uid=_UID,
        name="best by accuracy",
        address="?sort=-val/acc:max",
        shared=True,
        owner="ada",
        created_at=_TIME,
        changed_at=_TIME,
    ),
    LinkRequest: LinkRequest(address="/ada/digits?sort=-val/acc:max"),
    Link: Link(key="tKq3_x9-Zb", url="http://127.0.0.1:8765/l/tKq3_x9-Zb"),
    LinkTarget: LinkTarget(project="ada/digits", address="/ada/digits?sort=-val/acc:max"),
    Found: Found(projects=[FoundProject(workspace="ada", name="digits", key="DIG")], runs=[_RUN]),
    RunRequest: RunRequest(project="digits", name="wide, lr 0.01", tags=["baseline"]),
    Run: _RUN,
    SessionRequest: SessionRequest(
        run=RunRequest(project="digits"), origin=_UID, host="node-3", pid=4711, command="python train.py"
    ),
    Session: Session(origin=_UID, attempt=0, state=RunState.RUNNING, seq=-1, run=_RUN),
    Beat: Beat(progress=120.0, progress_total=1000.0),
    SessionEnd: SessionEnd(state=RunState.FINISHED),
    Batch: Batch(
        operations=[
            Assign(path="config/lr", value=0.01),
            Append(path="train/loss", value=0.4, step=1.0),
            Log(values={"val/acc": 0.97, "val/loss": "NaN"}, step=1.0),
        ]
    ),
    Receipt: Receipt(origin=_UID, seq=2, commit=_TIME, refused=[_REFUSAL]),
    FieldPage: FieldPage(fields=[_FIELD], total=1, commit=_TIME),
    EditPage: EditPage(edits=[Edit(path="notes", by="ada", at=_TIME, value="Too slow; see DIG-11.")]),
    RowPage: RowPage(
        columns=[RowColumn(name="id", type="int64"), RowColumn(name="score", type="double")],
        rows=[[7, 0.25], [8, "NaN"]],
        offset=0,
        total=2,
    ),
    FilePage: FilePage(files=[_FILE], total=1),
    TableRequest: TableRequest(
        columns=[Column(path="config/lr"), Column(path="val/acc", aggregate="max")],
        sort=[Sort(path="val/acc", aggregate="max", descending=True)],
        query="config/lr < 0.1",
    ),
    TablePage: TablePage(rows=[TableRow(run=_RUN, cells=[0.01, 0.97])], matched=1, total=12, commit=_TIME),
    DifferencesRequest: DifferencesRequest(runs=["DIG-12", "DIG-13"], against="DIG-4"),
    Differences: Differences(
        run="DIG-12",
        against="DIG-4",
        changes=[
            Change(kind="configuration", path="config/lr", before=0.1, after=0.01),
            Change(kind="code", path="aug.py", before="9f86d081", after="60303ae2", added=12, removed=3),
        ],
        total=2,
    ),
    ComparisonRequest: ComparisonRequest(runs=["DIG-12", "DIG-13"], search="loss"),
    Comparison: Comparison(
        runs=[_RUN, _RUN],
        rows=[ComparisonRow(path=_FIELD.path, type=_FIELD.type, differs=True, fields=[_FIELD, None])],
        total=1,
        different=1,
        same=40,
    ),
    ColumnList: ColumnList(columns=[ColumnFacts(path="config/lr", type=FieldType.FLOAT, runs=12, values=3)], total=1),
    FieldValues: FieldValues(path="config/optimizer", type=FieldType.STRING, values=[ValueCount(value="adam", runs=9)]),
    GroupRequest: GroupRequest(
        grouping=Grouping(by=["config/lr"]),
        columns=[Column(path="val/acc", aggregate="max")],
        sort=[Sort(path="val/acc", aggregate="max", descending=True)],
    ),
    GroupPage: GroupPage(
        groups=[
            Group(
                key="5f0e8c1a9b3d2746",
                runs_count=3,
                values=[0.01],
                states={"finished": 2, "running": 1},
                runs=[GroupRun(uid=_UID, id="DIG-12", created_at=_TIME)],
                cells=[GroupCell(count=3, mean=0.96, std=0.01, min=0.95, max=0.97)],
            )
        ],
        matched_groups=1,
        matched=3,
        total=12,
        commit=_TIME,
    ),
    SeriesRequest: SeriesRequest(series=[SeriesRef(run="DIG-12", path="train/loss")], buckets=640),
    LinePage: LinePage(lines=[_LINE], total=1, next=_LINE.cursor),
    ModelRequest: ModelRequest(key="NET", name="the net", tags=["resnet"]),
    VersionRequest: VersionRequest(name="wider"),
    Model: _MODEL,
    ModelVersion: _VERSION,
    ModelRow: ModelRow(model=_MODEL, cells=["float32[3, 32, 32]"]),
    ModelTable: ModelTable(rows=[ModelRow(model=_MODEL, cells=["float32[3, 32, 32]"])], matched=1),
    VersionRow: VersionRow(version=_VERSION, cells=[0.93]),
    VersionTable: VersionTable(rows=[VersionRow(version=_VERSION, cells=[0.93])], matched=1),
    Notebook: Notebook(
        uid=_UID,
        name="explore.ipynb",
        path="/home/ada/explore.ipynb",
        owner="ada",
        created_at=_TIME,
        updated_at=_TIME,
        number=1,
    ),
    Checkpoint: Checkpoint(
        uid=_UID,
        name="explore.ipynb",
        description="",
        path="/home/ada/explore.ipynb",
        size=4,
        has_content=True,
        created_at=_TIME,
        owner="ada",
    ),
    TrashRequest: TrashRequest(ids=["DIG-12", "DIG-13"]),
    TrashResult: TrashResult(objects=2, bytes=4_096),
    TrashWeight: TrashWeight(objects=2, files=1, bytes=4_096),
    TrashedObject: _TRASHED,
    TrashPage: TrashPage(objects=[_TRASHED], total=1, weight=TrashWeight(objects=1, files=1, bytes=4_096)),
    UploadRequest: UploadRequest(size=4, digest=_DIGEST),
    BackupRequest: BackupRequest(folder="/srv/backups/monday"),
    Backup: Backup(folder="/srv/backups/monday", bytes=1_052_676),
    Workspace: Workspace(name="team", role=WorkspaceRole.ADMIN, projects=3, people=7),
    Member: Member(name="bob", role=WorkspaceRole.MEMBER),
    ProjectMember: ProjectMember(name="bob", role=ProjectRole.CONTRIBUTOR),
    RoleChange: RoleChange(role=WorkspaceRole.ADMIN),
    ProjectRoleChange: ProjectRoleChange(role=ProjectRole.VIEWER),
    InviteRequest: InviteRequest(note="Bob, for the summer"),
    Invite: Invite(
        id="9f2c41aa",
        workspace="team",
        role="member",
        project="",
        project_role="",
        note="Bob, for the summer",
        created_by="ada",
        created_at=_TIME,
        expires_at=_TIME + 604_800_000_000,
    ),
    InviteSecret: InviteSecret(secret="smi_of_the_link"),  # noqa: S106 - an example
    InviteFacts: InviteFacts(
        kind="join",
        workspace="team",
        role="member",
        project="",
        project_role="",
        invited_by="ada",
        expires_at=_TIME + 604_800_000_000,
    ),
    InviteAnswer: InviteAnswer(
        secret="smi_of_the_link",  # noqa: S106 - an example
        name="bob",
        password="a long password",  # noqa: S106 - an example
    ),
    ServiceAccountRequest: ServiceAccountRequest(name="nightly"),
    Account: Account(
        name="bob", admin=False, service=False, disabled=False, created_at=_TIME, workspaces={"team": "member"}
    ),
    AccountChange: AccountChange(disabled=True),
    AuditEntry: AuditEntry(
        number=12, at=_TIME, actor="ada", action="invite", subject="Bob, for the summer", workspace="team"
    ),
    Upload: Upload(id="up3k9x2c", size=4, received=0, digest=_DIGEST),
}
