"""The messages of Neptune's wire: what each has, as far as its clients read or send it.

A property that a client reads and that is not declared here fails on its side, so all stand here,
whether this server fills them or not. The names are Neptune's.
"""

from typing import Final

_NAMED: Final = "attributeName: string, attributeType: string, "
_PROJECT: Final = (
    "id: string, name: string, projectKey: string, version: int, organizationId: string, organizationName: string, "
    "visibility: string, description: string"
)
_OF_PROJECT: Final = (
    "projectId: string, projectName: string, organizationId: string, organizationName: string, trashed: bool"
)
_TYPED: Final = {
    "float": "FloatAttributeDTO",
    "int": "IntAttributeDTO",
    "bool": "BoolAttributeDTO",
    "string": "StringAttributeDTO",
    "datetime": "DatetimeAttributeDTO",
    "experimentState": "ExperimentStateAttributeDTO",
    "file": "FileAttributeDTO",
    "fileSet": "FileSetAttributeDTO",
    "floatSeries": "FloatSeriesAttributeDTO",
    "stringSeries": "StringSeriesAttributeDTO",
    "imageSeries": "ImageSeriesAttributeDTO",
    "stringSet": "StringSetAttributeDTO",
    "gitRef": "GitRefAttributeDTO",
    "notebookRef": "NotebookRefAttributeDTO",
    "artifact": "ArtifactAttributeDTO",
}
_GIT: Final = "commit: GitCommitDTO, repositoryDirty: bool, currentBranch: string, remotes: [string]"

DEFINITIONS: Final = {
    "ClientConfig": "apiUrl: string, applicationUrl: string, pyLibVersions: ClientVersionsConfigDTO, "
    "multiPartUpload: MultiPartUploadConfigDTO, artifacts: ArtifactsConfigDTO, sysNameSetByBackend: bool",
    "ClientVersionsConfigDTO": "minRecommendedVersion: string, minCompatibleVersion: string, "
    "maxCompatibleVersion: string",
    "MultiPartUploadConfigDTO": "enabled: bool, minChunkSize: int, maxChunkSize: int, maxChunkCount: int, "
    "maxSinglePartSize: int",
    "ArtifactsConfigDTO": "enabled: bool, apiVersion: int",
    "NeptuneOauthToken": "accessToken: string, refreshToken: string, username: string",
    "ProjectDTO": _PROJECT,
    "ProjectListDTO": "entries: [ProjectDTO], matchingItemCount: int, totalItemCount: int",
    "OrganizationWithRoleDTO": "id: string, name: string, userRole: string",
    "NewProjectDTO": "name: string, description: string, projectKey: string, organizationId: string, "
    "visibility: string",
    "NewProjectMemberDTO": "userId: string, role: string",
    "ProjectMemberDTO": "role: string, registeredMemberInfo: RegisteredMemberInfoDTO",
    "OrganizationMemberDTO": "role: string, registeredMemberInfo: RegisteredMemberInfoDTO",
    "RegisteredMemberInfoDTO": "username: string",
    "ServiceAccountDTO": "id: string, displayName: string",
    "ServiceAccountWithRoleDTO": "role: string, serviceAccountInfo: ServiceAccountDTO",
    "NewProjectServiceAccountDTO": "serviceAccountId: string, role: string",
    "NewOrganizationInvitationsDTO": "organizationIdentifier: string, invitationsEntries: [NewInvitationDTO]",
    "NewInvitationDTO": "invitee: string, invitationType: string, roleGrant: string, addToAllProjects: bool",
    "WorkspaceStatusDTO": "storageBytesAvailable: int, storageBytesLimit: int, activeProjectsUsage: int, "
    "activeProjectsLimit: int, membersCount: int",
    "ExperimentCreationParams": "projectIdentifier: string, parentId: string, type: string, cliVersion: string, "
    "gitInfo: GitInfoDTO, customId: string, key: string, notebookId: string, checkpointId: string",
    "GitInfoDTO": _GIT,
    "GitCommitDTO": "commitId: string, message: string, authorName: string, authorEmail: string, commitDate: time",
    "Experiment": f"id: string, type: string, shortId: string, parentId: string, {_OF_PROJECT}",
    "OperationError": "errorDescription: string, errorType: string",
    "OperationErrorsListDTO": "errors: [OperationError]",
    "UploadMetadataDTO": "errors: [OperationError], uploadId: string",
    "ExperimentAttributesDTO": f"id: string, type: string, attributes: [AttributeDTO], "
    f"systemAttributes: SystemAttributesDTO, {_OF_PROJECT}",
    "SystemAttributesDTO": "shortId: StringAttributeDTO, name: StringAttributeDTO, description: StringAttributeDTO, "
    "owner: StringAttributeDTO, hostname: StringAttributeDTO, creationTime: DatetimeAttributeDTO, "
    "runningTime: FloatAttributeDTO, size: FloatAttributeDTO, tags: StringSetAttributeDTO, "
    "state: ExperimentStateAttributeDTO",
    "LeaderboardDTO": "entries: [ExperimentAttributesDTO], matchingItemCount: int, totalItemCount: int",
    "AttributeDTO": "name: string, type: string, "
    + ", ".join(f"{type}Properties: {model}" for type, model in _TYPED.items()),
    "FloatAttributeDTO": _NAMED + "value: float",
    "IntAttributeDTO": _NAMED + "value: int",
    "BoolAttributeDTO": _NAMED + "value: bool",
    "StringAttributeDTO": _NAMED + "value: string",
    "DatetimeAttributeDTO": _NAMED + "value: time",
    "ExperimentStateAttributeDTO": _NAMED + "value: string",
    "FloatSeriesAttributeDTO": _NAMED + "last: float, lastStep: float, min: float, max: float, average: float, "
    "variance: float, config: FloatSeriesConfigDTO",
    "FloatSeriesConfigDTO": "min: float, max: float, unit: string",
    "StringSeriesAttributeDTO": _NAMED + "last: string, lastStep: float",
    "ImageSeriesAttributeDTO": _NAMED + "lastStep: float",
    "StringSetAttributeDTO": _NAMED + "values: [string]",
    "FileAttributeDTO": _NAMED + "name: string, ext: string, size: int",
    "FileSetAttributeDTO": _NAMED + "size: int",
    "GitRefAttributeDTO": _NAMED + _GIT,
    "NotebookRefAttributeDTO": _NAMED + "value: string, notebookId: string, notebookName: string, "
    "checkpointId: string, checkpointName: string",
    "ArtifactAttributeDTO": _NAMED + "hash: string",
    "FloatSeriesValuesDTO": "totalItemCount: int, values: [FloatPointDTO]",
    "FloatPointDTO": "timestampMillis: int, step: float, value: float",
    "StringSeriesValuesDTO": "totalItemCount: int, values: [StringPointDTO]",
    "StringPointDTO": "timestampMillis: int, step: float, value: string",
    "ImageSeriesValuesDTO": "totalItemCount: int",
    "FileEntry": "name: string, size: int, mtime: time, fileType: string",
    "DownloadPrepareRequest": "id: string, downloadUrl: string",
    "LeaderboardEntriesSearchResultDTO": "matchingItemCount: int, entries: [AttributesDTO]",
    "AttributesDTO": f"experimentId: string, type: string, attributes: [AttributeDTO], {_OF_PROJECT}",
    "AttributesSearchResultDTO": "entries: [AttributeDefinitionDTO]",
    "AttributeDefinitionDTO": "name: string, type: string",
    "ArtifactDTO": "artifactHash: string, receivedMetadata: bool, size: int",
    "ArtifactFilesDTO": "files: [ArtifactFileDTO]",
    "ArtifactFileDTO": "filePath: string, fileHash: string, type: string, size: int, "
    "metadata: [ArtifactFileMetadataEntryDTO]",
    "ArtifactFileMetadataEntryDTO": "key: string, value: string",
    "NotebookDTO": "id: string, owner: string, name: string, path: string",
    "NotebookListDTO": "entries: [NotebookDTO]",
    "CheckpointDTO": "id: string, name: string, path: string, notebookId: string, description: string",
    "NewCheckpointDTO": "path: string, name: string, description: string",
    "CheckpointListDTO": "entries: [CheckpointDTO]",
    "BulkOpResultDTO": "errors: [BulkOpErrorDTO], updatedExperimentIdentifiers: [string]",
    "BulkOpErrorDTO": "experimentIdentifier: string, message: string, reason: string",
    "Error": "code: int, errorType: string, message: string, title: string, validationErrors: [object]",
}
