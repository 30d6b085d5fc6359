using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lintel.AspNetCore;
using Lintel.Management;

namespace Lintel.Otp;

/// <summary>Who suspended an application, in the words of the API; also the words in the database.</summary>
internal static class Suspender
{
    public const string Owner = "owner";
    public const string Platform = "platform";
}

/// <summary>The environments of applications.</summary>
internal static class Environments
{
    public const string Test = "test";
    public const string Live = "live";

    public static IReadOnlyList<string> All { get; } = [Test, Live];
}

/// <summary>An application as its owner sees it.</summary>
/// <param name="Id">Such as <c>app_…</c>.</param>
/// <param name="ProjectId">The project that it is in.</param>
/// <param name="Name">The name for people.</param>
/// <param name="Environment"><c>test</c> or <c>live</c>, for good.</param>
/// <param name="Status"><c>active</c> or <c>suspended</c>.</param>
/// <param name="SuspendedBy">Who suspended it; left out of an active one.</param>
/// <param name="CreatedAt">Since when it is there.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="Credentials">Only in the replies that make some; left out of all others.</param>
internal sealed record Application(
    string Id,
    string ProjectId,
    string Name,
    [AllowedValues(Environments.Test, Environments.Live)] string Environment,
    [AllowedValues("active", "suspended")] string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [AllowedValues(Suspender.Owner, Suspender.Platform)]
    [Description("Left out of an active application.")]
    string? SuspendedBy,
    string CreatedAt,
    string UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] [Description("Only where some were just made.")]
    NewCredentials? Credentials = null)
{
    [JsonIgnore]
    public bool IsTest => Environment == Environments.Test;

    /// <summary>The entity tag: applications have no version, and two changes may fall on one millisecond.</summary>
    [JsonIgnore]
    public string EntityTag =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this with { Credentials = null }, Replies.Json)))[..32];
}

/// <summary>An application with the account that it belongs to, for the operator of the platform.</summary>
internal sealed record OwnedApplication(string AccountId, Application Application) : IAccountOwned;

/// <summary>Credentials that were just made, shown this once; what was not made is left out.</summary>
[Description("Credentials that were just made. What was not made is left out.")]
internal sealed record NewCredentials(
    string ClientId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ClientSecret,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ApiKey)
{
    /// <summary>The client id: secrets have no business in a log.</summary>
    public override string ToString() => ClientId;
}

/// <summary>What a new application is made from.</summary>
[Description("An application to be made.")]
[RequestExample("""{"name":"Sign-in","environment":"test"}""")]
internal sealed record NewApplication(
    [StringLength(NewApplication.MaximumName, MinimumLength = 1), SingleLine] string Name,
    [AllowedValues(Environments.Test, Environments.Live)] string Environment)
{
    public const int MaximumName = 64;
}

/// <summary>What is different from now on; null leaves as it is.</summary>
internal sealed record ApplicationChange(string? Name, string? ProjectId);

/// <summary>Which credentials are made anew.</summary>
/// <param name="Which">The credentials, as the request names them.</param>
[Description("Which credentials are made anew.")]
[RequestExample("""{"which":"both"}""")]
internal sealed record Rotation([AllowedValues(Rotation.OfSecret, Rotation.OfApiKey, Rotation.OfBoth)] string Which)
{
    private const string OfSecret = "secret";
    private const string OfApiKey = "apiKey";
    private const string OfBoth = "both";

    /// <summary>True for a new client secret.</summary>
    public bool Secret => Which is OfSecret or OfBoth;

    /// <summary>True for a new API key.</summary>
    public bool ApiKey => Which is OfApiKey or OfBoth;
}
