namespace Lintel.Operators;

/// <summary>A person who operates Lintel: who signs in to the operator account, with a role that says what they may do.</summary>
internal sealed record Operator
{
    private const int IdLength = 20;

    /// <summary>The id, <c>op_</c> and 20 base62 digits; also the id of the person who signs in.</summary>
    public required string Id { get; init; }

    /// <summary>The name that they sign in with, such as an email address; unique.</summary>
    public required string Login { get; init; }

    /// <summary>The name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The role.</summary>
    public required OperatorRole Role { get; init; }

    /// <summary>When they were added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The moment at which they were disabled; null for one who may sign in.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>When they signed in last; null for never.</summary>
    public DateTimeOffset? SignedInAt { get; init; }

    /// <summary>Counts the changes, from 1; a change of an older version is refused.</summary>
    public long Version { get; init; } = 1;

    /// <summary>A new id.</summary>
    public static string NewId() => "op_" + Base62.Random(IdLength);
}

/// <summary>The roles of operators. Their names are stored.</summary>
internal enum OperatorRole
{
    /// <summary>May do everything.</summary>
    Owner,

    /// <summary>May do everything but change operators.</summary>
    Editor,

    /// <summary>May read everything, and find out why requests are refused.</summary>
    Support,

    /// <summary>May read everything but the audit log.</summary>
    Viewer,
}
