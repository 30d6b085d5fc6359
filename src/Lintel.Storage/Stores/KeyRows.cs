namespace Lintel.Storage;

/// <summary>A line of <c>api_key</c>.</summary>
internal sealed class KeyRow
{
    public KeyRow()
    {
    }

    public KeyRow(ApiKey key)
    {
        Id = key.Id;
        Api = key.Api;
        AccountId = key.AccountId;
        OperatorId = key.OperatorId;
        Environment = key.Environment;
        Name = key.Name;
        Scopes = Columns.FromTexts(key.Scopes);
        Addresses = Columns.FromNetworks(key.Addresses);
        Applications = key.Applications is null ? null : Columns.FromTexts(key.Applications);
        State = key.State.ToString();
        ExpiresAt = Columns.FromMoment(key.ExpiresAt);
        RevokedAt = Columns.FromMoment(key.RevokedAt);
        Limits = Columns.FromLimits(key.Limits);
        Metadata = Columns.FromMetadata(key.Metadata);
        CreatedAt = Columns.FromMoment(key.CreatedAt);
        Version = key.Version;
    }

    public string Id { get; set; } = string.Empty;

    public string Api { get; set; } = string.Empty;

    public string AccountId { get; set; } = string.Empty;

    public string? OperatorId { get; set; }

    public string Environment { get; set; } = string.Empty;

    public string Name { get; set; } = string.Empty;

    public string Scopes { get; set; } = string.Empty;

    public string Addresses { get; set; } = string.Empty;

    public string? Applications { get; set; }

    public string State { get; set; } = string.Empty;

    public long? ExpiresAt { get; set; }

    public long? RevokedAt { get; set; }

    public string Limits { get; set; } = string.Empty;

    public string Metadata { get; set; } = string.Empty;

    public long CreatedAt { get; set; }

    public long Version { get; set; }

    public ApiKey ToKey(IEnumerable<SecretRow> secrets) => new()
    {
        Id = Id,
        Api = Api,
        AccountId = AccountId,
        OperatorId = OperatorId,
        Environment = Environment,
        Name = Name,
        Scopes = Columns.ToTexts(Scopes),
        Addresses = Columns.ToNetworks(Addresses),
        Applications = Applications is null ? null : Columns.ToTexts(Applications),
        State = Enum.Parse<KeyState>(State),
        ExpiresAt = Columns.ToMoment(ExpiresAt),
        RevokedAt = Columns.ToMoment(RevokedAt),
        Limits = Columns.ToLimits(Limits),
        Metadata = Columns.ToMetadata(Metadata),
        CreatedAt = Columns.ToMoment(CreatedAt),
        Secrets = [.. secrets.Select(secret => secret.ToSecret())],
        Version = Version,
    };
}

/// <summary>A line of <c>key_secret</c>.</summary>
internal sealed class SecretRow
{
    public byte[] Handle { get; set; } = [];

    public string KeyId { get; set; } = string.Empty;

    public long Place { get; set; }

    public byte[] Hash { get; set; } = [];

    public string Algorithm { get; set; } = string.Empty;

    public long PepperVersion { get; set; }

    public string Hint { get; set; } = string.Empty;

    public long? EndsAt { get; set; }

    public static IEnumerable<SecretRow> Of(ApiKey key) => key.Secrets.Select((secret, place) => new SecretRow
    {
        Handle = Columns.FromHandle(secret.Handle),
        KeyId = key.Id,
        Place = place,
        Hash = secret.Hash.ToArray(),
        Algorithm = secret.Algorithm.ToString(),
        PepperVersion = secret.PepperVersion,
        Hint = secret.Hint,
        EndsAt = Columns.FromMoment(secret.EndsAt),
    });

    public KeySecret ToSecret() =>
        new(Columns.ToHandle(Handle), SecretDigest.Of(Hash), Enum.Parse<SecretHash>(Algorithm), (int)PepperVersion, Hint, Columns.ToMoment(EndsAt));
}
