using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Lintel.Shared;

namespace Lintel.Otp;

/// <summary>How a request stands, in the words of the API; also the words in the database. All but pending are final.</summary>
internal static class OtpStatus
{
    public const string Pending = "pending";
    public const string Verified = "verified";
    public const string Expired = "expired";
    public const string Locked = "locked";
    public const string Superseded = "superseded";

    public static IReadOnlyList<string> All { get; } = [Pending, Verified, Expired, Locked, Superseded];
}

/// <summary>A request as it is stored.</summary>
internal sealed class OtpRequestRow
{
    /// <summary>How many wrong codes a request takes.</summary>
    public const int Attempts = 5;

    /// <summary>For how long its code is good, in milliseconds.</summary>
    public const long Lifetime = 300_000;

    public const string Columns =
        """
        id AS Id, account_id AS AccountId, application_id AS ApplicationId, environment AS Environment, position AS Position, phone_number AS PhoneNumber, purpose AS Purpose,
        reference AS Reference, status AS Status, wrong_codes AS WrongCodes, key_version AS KeyVersion, code_hash AS CodeHash, created_at AS CreatedAt, verified_at AS VerifiedAt
        """;

    public string Id { get; init; } = string.Empty;

    public string AccountId { get; init; } = string.Empty;

    public string ApplicationId { get; init; } = string.Empty;

    public string Environment { get; init; } = string.Empty;

    public long Position { get; init; }

    public string PhoneNumber { get; init; } = string.Empty;

    public string Purpose { get; init; } = string.Empty;

    public string? Reference { get; init; }

    public string Status { get; init; } = OtpStatus.Pending;

    public int WrongCodes { get; init; }

    public int KeyVersion { get; init; }

    /// <summary>The HMAC of a live code; null where the code follows from the id.</summary>
    public byte[]? CodeHash { get; init; }

    public long CreatedAt { get; init; }

    public long? VerifiedAt { get; init; }

    public bool IsTest => Environment == Environments.Test;

    public int AttemptsRemaining => Status is OtpStatus.Pending or OtpStatus.Verified ? Attempts - WrongCodes : 0;

    public string ExpiresAt => MomentText.Seconds(CreatedAt + Lifetime);

    /// <summary>The request as its application sees it when it was sent.</summary>
    public SentRequest ShowSent() => new(Id, PhoneNumber, Purpose, Status, MomentText.Seconds(CreatedAt), ExpiresAt, AttemptsRemaining);

    /// <summary>The request as the owner of its application sees it.</summary>
    public OtpRequest Show(OtpCodes codes) => new(
        Id,
        ApplicationId,
        PhoneNumber,
        Purpose,
        Reference,
        Status,
        AttemptsRemaining,
        MomentText.Seconds(CreatedAt),
        ExpiresAt,
        MomentText.Seconds(VerifiedAt),
        IsTest ? codes.TestCode(Id, KeyVersion) : null);
}

/// <summary>A request as the console shows it; the code only of a test application's.</summary>
internal sealed record OtpRequest(
    string Id,
    string ApplicationId,
    string PhoneNumber,
    string Purpose,
    string? Reference,
    [AllowedValues(OtpStatus.Pending, OtpStatus.Verified, OtpStatus.Expired, OtpStatus.Locked, OtpStatus.Superseded)] string Status,
    int AttemptsRemaining,
    string CreatedAt,
    string ExpiresAt,
    string? VerifiedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] [Description("The code, of a test application alone.")]
    string? TestCode);

/// <summary>The answer to sending.</summary>
internal sealed record SentRequest(
    string RequestId,
    string PhoneNumber,
    string Purpose,
    [AllowedValues(OtpStatus.Pending)] string Status,
    string CreatedAt,
    string ExpiresAt,
    int AttemptsRemaining);

/// <summary>The answer to verifying.</summary>
internal sealed record VerifiedRequest(string RequestId, [AllowedValues(OtpStatus.Verified)] string Status, string VerifiedAt);
