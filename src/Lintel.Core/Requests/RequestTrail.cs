using Lintel.Accounts;
using Lintel.Contracts;
using Lintel.RateLimits;

namespace Lintel.Requests;

/// <summary>
/// The values that the guards of a request have looked at. A part of the record and no object of its own, so that a refusal costs no more memory; its text is
/// written on the thread of the log. All that it refers to is immutable.
/// </summary>
internal readonly record struct RequestTrail
{
    /// <summary>Writes the text; null where no trail is kept.</summary>
    public TrailFormat? Format { get; init; }

    /// <summary>The API, as the format knows it.</summary>
    public object? Api { get; init; }

    /// <summary>The operation, as the format knows it; null where none was found.</summary>
    public object? Operation { get; init; }

    /// <summary>The key that was recognized, also where it was refused; null for none.</summary>
    public ApiKey? Key { get; init; }

    /// <summary>The account; null where none was recognized.</summary>
    public Account? Account { get; init; }

    /// <summary>The way in which the credential was presented; null where none was.</summary>
    public CredentialScheme? Scheme { get; init; }

    /// <summary>The parts that few requests have, as the format knows it; null for nothing.</summary>
    public object? More { get; init; }

    /// <summary>The rate limit that the caller was told about; its policy is negative where the limiter was not asked.</summary>
    public RateLimitStatus Limit { get; init; }

    /// <summary>The place that the request came to, as the format counts.</summary>
    public byte Reached { get; init; }

    /// <summary>Facts, as the format knows them.</summary>
    public byte Facts { get; init; }
}

/// <summary>Writes trails as text. Thread-safe.</summary>
internal abstract class TrailFormat
{
    /// <summary>Writes how far the request came, and then what each stage has compared.</summary>
    public abstract void Write(in RequestRecord record, TrailWriter trail);
}
