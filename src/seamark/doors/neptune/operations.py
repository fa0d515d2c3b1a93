"""What Neptune's clients call: name, method and path, parameters, and what comes back.

A parameter stands in the query unless ``header`` or ``body`` says otherwise; its type is string unless one
follows. The names are Neptune's.
"""

from typing import Final

_FIELD: Final = "experimentId, attribute"
_UPLOAD: Final = "experimentIdentifier, attribute"

_BACKEND: Final = """
getClientConfig GET /api/backend/v1/clients/config header X-Neptune-Api-Token, alpha -> ClientConfig
exchangeApiToken GET /api/backend/v1/authorization/oauth-token header X-Neptune-Api-Token -> NeptuneOauthToken
getProject GET /api/backend/v1/projects/get projectIdentifier -> ProjectDTO
listProjects GET /api/backend/v1/projects organizationIdentifier, userRelation, searchTerm, sortBy: [string], sortDirection: [string], limit: int, offset: int -> ProjectListDTO
listOrganizations GET /api/backend/v1/myOrganizations -> [OrganizationWithRoleDTO]
createProject POST /api/backend/v1/projects body projectToCreate: NewProjectDTO -> ProjectDTO
deleteProject DELETE /api/backend/v1/projects projectIdentifier ->
addProjectMember POST /api/backend/v1/projects/members projectIdentifier, body member: NewProjectMemberDTO -> ProjectMemberDTO
listProjectMembers GET /api/backend/v1/projects/membersOf projectIdentifier -> [ProjectMemberDTO]
deleteProjectMember DELETE /api/backend/v1/projects/members/{userId} projectIdentifier ->
listOrganizationMembers GET /api/backend/v1/organizations2/{organizationIdentifier}/members -> [OrganizationMemberDTO]
listServiceAccounts GET /api/backend/v1/serviceAccounts organizationIdentifier, deactivated: bool -> [ServiceAccountDTO]
addProjectServiceAccount POST /api/backend/v1/projects/service_accounts projectIdentifier, body account: NewProjectServiceAccountDTO -> ServiceAccountWithRoleDTO
listProjectServiceAccounts GET /api/backend/v1/projects/service_accounts projectIdentifier -> [ServiceAccountWithRoleDTO]
deleteProjectServiceAccount DELETE /api/backend/v1/projects/service_accounts/{serviceAccountId} projectIdentifier ->
createOrganizationInvitations POST /api/backend/v1/invitations/organization body newOrganizationInvitations: NewOrganizationInvitationsDTO -> [object]
workspaceStatus GET /api/backend/v1/payments/{organizationIdentifier}/status -> WorkspaceStatusDTO
"""

_LEADERBOARD: Final = f"""
createExperiment POST /api/leaderboard/v1/experiments header X-Neptune-CliVersion, header X-Neptune-LegacyClient, body experimentCreationParams: ExperimentCreationParams -> Experiment
getExperiment GET /api/leaderboard/v1/experiments experimentId -> Experiment
executeOperations POST /api/leaderboard/v1/attributes/operations experimentId, body operations: [object] -> [OperationError]
getExperimentAttributes GET /api/leaderboard/v1/attributes experimentId -> ExperimentAttributesDTO
ping POST /api/leaderboard/v1/attributes/ping experimentId ->
getFloatAttribute GET /api/leaderboard/v1/attributes/floats {_FIELD} -> FloatAttributeDTO
getIntAttribute GET /api/leaderboard/v1/attributes/integers {_FIELD} -> IntAttributeDTO
getBoolAttribute GET /api/leaderboard/v1/attributes/booleans {_FIELD} -> BoolAttributeDTO
getStringAttribute GET /api/leaderboard/v1/attributes/strings {_FIELD} -> StringAttributeDTO
getDatetimeAttribute GET /api/leaderboard/v1/attributes/datetimes {_FIELD} -> DatetimeAttributeDTO
getFileAttribute GET /api/leaderboard/v1/attributes/files {_FIELD} -> FileAttributeDTO
getArtifactAttribute GET /api/leaderboard/v1/attributes/artifacts {_FIELD} -> ArtifactAttributeDTO
getFloatSeriesAttribute GET /api/leaderboard/v1/attributes/floatSeries {_FIELD} -> FloatSeriesAttributeDTO
getStringSeriesAttribute GET /api/leaderboard/v1/attributes/stringSeries {_FIELD} -> StringSeriesAttributeDTO
getStringSetAttribute GET /api/leaderboard/v1/attributes/stringSets {_FIELD} -> StringSetAttributeDTO
getFloatSeriesValues GET /api/leaderboard/v1/attributes/series/float {_FIELD}, limit: int, offset: int -> FloatSeriesValuesDTO
getStringSeriesValues GET /api/leaderboard/v1/attributes/series/string {_FIELD}, limit: int, offset: int -> StringSeriesValuesDTO
getImageSeriesValues GET /api/leaderboard/v1/attributes/series/image {_FIELD}, limit: int, offset: int -> ImageSeriesValuesDTO
getImageSeriesValue GET /api/leaderboard/v1/attributes/series/image/single {_FIELD}, index: int -> file
downloadAttribute GET /api/leaderboard/v1/attributes/download {_FIELD} -> file
prepareForDownloadFileSetAttributeZip POST /api/leaderboard/v1/attributes/downloadFileSetZipRequest {_FIELD} -> DownloadPrepareRequest
getDownloadPrepareRequest GET /api/leaderboard/v1/download/downloadRequest id -> DownloadPrepareRequest
lsFileSetAttribute GET /api/leaderboard/v1/attributes/ls {_FIELD}, path -> [FileEntry]
fileAtomUpload POST /api/leaderboard/v1/attributes/storage/file/upload {_UPLOAD}, ext -> OperationErrorsListDTO
fileAtomMultipartUploadStart POST /api/leaderboard/v1/attributes/storage/file/upload/start {_UPLOAD}, ext, totalLength: int -> UploadMetadataDTO
fileAtomMultipartUploadPart POST /api/leaderboard/v1/attributes/storage/file/upload/part {_UPLOAD}, uploadId, uploadPartIdx: int, header X-Range -> OperationErrorsListDTO
fileAtomMultipartUploadFinish POST /api/leaderboard/v1/attributes/storage/file/upload/finish {_UPLOAD}, uploadId -> OperationErrorsListDTO
fileSetFileUpload POST /api/leaderboard/v1/attributes/storage/fileset/upload {_UPLOAD}, subPath -> OperationErrorsListDTO
fileSetFileMultipartUploadStart POST /api/leaderboard/v1/attributes/storage/fileset/upload/start {_UPLOAD}, subPath, totalLength: int -> UploadMetadataDTO
fileSetFileMultipartUploadPart POST /api/leaderboard/v1/attributes/storage/fileset/upload/part {_UPLOAD}, subPath, uploadId, uploadPartIdx: int, header X-Range -> OperationErrorsListDTO
fileSetFileMultipartUploadFinish POST /api/leaderboard/v1/attributes/storage/fileset/upload/finish {_UPLOAD}, subPath, uploadId -> OperationErrorsListDTO
uploadFileSetAttributeTar POST /api/leaderboard/v1/attributes/uploadFileSetTar {_FIELD}, reset -> object
trashExperiments POST /api/leaderboard/v1/experiments/trash projectIdentifier, body experimentIdentifiers: [string] -> BulkOpResultDTO
deleteExperiments POST /api/leaderboard/v1/experiments/trash/delete projectIdentifier, body experimentIdentifiers: [string] -> BulkOpResultDTO
deleteAllExperiments POST /api/leaderboard/v1/experiments/trash/deleteAll projectIdentifier -> BulkOpResultDTO
createNotebook POST /api/leaderboard/v1/notebooks projectIdentifier -> NotebookDTO
listNotebooks GET /api/leaderboard/v1/notebooks projectIdentifier, id: [string] -> NotebookListDTO
listCheckpoints GET /api/leaderboard/v1/notebooks/checkpoints notebookId, offset: int, limit: int -> CheckpointListDTO
createCheckpoint POST /api/leaderboard/v1/notebooks/{{notebookId}}/checkpoints jupyterPath -> CheckpointDTO
createEmptyCheckpoint POST /api/leaderboard/v1/notebooks/{{notebookId}}/checkpoints2 body checkpoint: NewCheckpointDTO -> CheckpointDTO
getLeaderboard GET /api/leaderboard/v1/leaderboard projectIdentifier, shortId: [string], state: [string], owner: [string], tags: [string], tagsMode, minRunningTimeSeconds: float, sortBy: [string], sortFieldType: [string], sortDirection: [string], limit: int, offset: int -> LeaderboardDTO
getFloatSeriesValuesCSV GET /api/leaderboard/v1/attributes/floatSeries/csv {_FIELD} -> file
searchLeaderboardEntries POST /api/leaderboard/v1/leaderboard/entries/search projectIdentifier, type: [string], body params: object -> LeaderboardEntriesSearchResultDTO
searchLeaderboardAttributes POST /api/leaderboard/v1/leaderboard/attributes/search projectIdentifier, search, type: [string], body params: object -> AttributesSearchResultDTO
"""

_ARTIFACTS: Final = """
createNewArtifact PUT /api/artifacts/v1/artifact projectIdentifier, hash, parentIdentifier, size: int -> ArtifactDTO
createArtifactVersion POST /api/artifacts/v1/artifact projectIdentifier, hash, parentIdentifier, body artifactFilesDTO: ArtifactFilesDTO -> ArtifactDTO
uploadArtifactFilesMetadata PUT /api/artifacts/v1/artifact/files projectIdentifier, hash, body artifactFilesDTO: ArtifactFilesDTO -> ArtifactDTO
listArtifactFiles GET /api/artifacts/v1/artifact/files projectIdentifier, hash -> ArtifactFilesDTO
"""

OPERATIONS: Final = {"backend": _BACKEND, "leaderboard": _LEADERBOARD, "artifacts": _ARTIFACTS}
