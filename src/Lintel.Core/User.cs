namespace Lintel;

/// <summary>A person who signs in to an account of one API with a password.</summary>
public sealed record User
{
    /// <summary>The id, <c>usr_</c> and 20 base62 digits.</summary>
    public required string Id { get; init; }

    /// <summary>The API's name.</summary>
    public required string Api { get; init; }

    /// <summary>The account that the person signs in to.</summary>
    public required string AccountId { get; init; }

    /// <summary>
    /// The name that the person signs in with, such as an email address; as <see cref="Lintel.Sessions.LoginName.Normalize"/> makes it, unique in the API.
    /// </summary>
    public required string Login { get; init; }

    /// <summary>The password's hash, with its algorithm, cost and salt.</summary>
    public required string PasswordHash { get; init; }

    /// <summary>When the person was registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The moment at which the person was disabled; null for a person who may sign in.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>A new id.</summary>
    public static string NewId() => "usr_" + Base62.Random(20);

    /// <summary>The id: hashes have no business in a log.</summary>
    public override string ToString() => Id;
}
