namespace Lintel.Contracts;

/// <summary>The settings of the stage <c>idempotency</c>.</summary>
/// <param name="Header">The header that carries the key. <value>Idempotency-Key</value></param>
/// <param name="IsRequired">True where idempotent operations refuse requests without a key. <value>true</value></param>
/// <param name="Form">The form of keys. <value>Text</value></param>
/// <param name="Shortest">The fewest characters of a key. <value>1</value></param>
/// <param name="Longest">The most characters of a key. <value>255</value></param>
/// <param name="Keep">How long answers are kept. <value>24 hours</value></param>
/// <param name="KeepText">The same as the contract writes it.</param>
/// <param name="Per">The requests among which a key is one key. <value>Account</value></param>
/// <param name="Headers">Header fields that are kept beside <see cref="AlwaysKept"/>. <value>none</value></param>
/// <param name="Body">The largest body of an answer that is kept, in bytes. <value>64 KiB</value></param>
/// <param name="PerAccount">The most answers that are kept for an account. <value>10,000</value></param>
internal sealed record IdempotencyRule(
    string Header,
    bool IsRequired,
    IdempotencyKeyForm Form,
    int Shortest,
    int Longest,
    TimeSpan Keep,
    string KeepText,
    IdempotencyScope Per,
    IReadOnlyList<string> Headers,
    int Body,
    int PerAccount)
{
    /// <summary>The most characters that a contract may allow keys.</summary>
    public const int LongestKey = 255;

    public const int DefaultBody = 64 * 1024;

    public const int DefaultPerAccount = 10_000;

    public const string DefaultKeep = "24 hours";

    /// <summary>The settings of a contract that says nothing of them.</summary>
    public static IdempotencyRule Default { get; } = new(
        "Idempotency-Key",
        IsRequired: true,
        IdempotencyKeyForm.Text,
        Shortest: 1,
        LongestKey,
        TimeSpan.FromHours(24),
        DefaultKeep,
        IdempotencyScope.Account,
        Headers: [],
        DefaultBody,
        DefaultPerAccount);

    /// <summary>
    /// The header fields that describe a body or lead on from it, and those by which a browser lets a page read the answer. All others are the request's own.
    /// </summary>
    public static IReadOnlyList<string> AlwaysKept { get; } =
    [
        "Content-Type", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Location", "ETag", "Last-Modified", "Link", "Location",
        "Cache-Control", "Expires", "Vary", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Expose-Headers",
    ];
}

/// <summary>The forms of idempotency keys.</summary>
internal enum IdempotencyKeyForm
{
    /// <summary>Any visible ASCII characters without quotes and backslashes.</summary>
    Text,

    /// <summary>A UUID (RFC 9562), in any case.</summary>
    Uuid,
}

/// <summary>The requests among which an idempotency key is one key.</summary>
internal enum IdempotencyScope
{
    /// <summary>All of an account.</summary>
    Account,

    /// <summary>Those of an account to one operation.</summary>
    Operation,

    /// <summary>Those of one key, person or application.</summary>
    Caller,
}
