using Lintel.Shared;

namespace Lintel.Otp;

/// <summary>An application as it is stored, without its credentials' hashes.</summary>
internal sealed class ApplicationRow
{
    public const string Select =
        """
        SELECT id AS Id, account_id AS AccountId, project_id AS ProjectId, position AS Position, name AS Name, environment AS Environment,
            suspended_by AS SuspendedBy, client_id AS ClientId, created_at AS CreatedAt, updated_at AS UpdatedAt
        FROM applications
        """;

    public string Id { get; init; } = string.Empty;

    public string AccountId { get; init; } = string.Empty;

    public string ProjectId { get; init; } = string.Empty;

    public long Position { get; init; }

    public string Name { get; init; } = string.Empty;

    public string Environment { get; init; } = string.Empty;

    public string? SuspendedBy { get; init; }

    public string ClientId { get; init; } = string.Empty;

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public Application Show(NewCredentials? credentials = null) => new(
        Id,
        ProjectId,
        Name,
        Environment,
        SuspendedBy is null ? "active" : "suspended",
        SuspendedBy,
        MomentText.Seconds(CreatedAt),
        MomentText.Seconds(UpdatedAt),
        credentials);
}

/// <summary>What is looked at when an application presents its credentials.</summary>
internal sealed class CredentialRow
{
    public string Id { get; init; } = string.Empty;

    public string AccountId { get; init; } = string.Empty;

    public string Environment { get; init; } = string.Empty;

    public string? SuspendedBy { get; init; }

    public byte[] ClientSecretHash { get; init; } = [];

    public byte[] ApiKeyHash { get; init; } = [];

    public ClientApplication Show() => new()
    {
        Id = Id,
        AccountId = AccountId,
        Environment = Environment,
        Suspended = SuspendedBy is not null,
        ClientSecretHash = ClientSecretHash,
        ApiKeyHash = ApiKeyHash,
    };
}
