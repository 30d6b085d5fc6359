using System.ComponentModel.DataAnnotations;
using Lintel.Management;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>An application whose licenses, users, blacklists and variables the panel keeps.</summary>
internal sealed record Application : IAccountOwned
{
    public required long Id { get; init; }

    public required string AccountId { get; init; }

    public required string Name { get; init; }

    public required bool RequiresClientId { get; init; }

    /// <summary>One of <see cref="Panel.CredentialsType"/>.</summary>
    public required string CredentialsType { get; init; }

    public required string SocketKey { get; init; }

    public required string HttpKey { get; init; }

    public required DateTimeOffset KeysUpdatedAt { get; init; }
}

/// <summary>What app users sign in with.</summary>
internal static class CredentialsType
{
    public const string LoginPassword = "login_password";
    public const string EmailPassword = "email_password";

    public static IReadOnlyList<string> All { get; } = [LoginPassword, EmailPassword];
}

/// <summary>A type of credentials, in types that describe requests and replies.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class CredentialsTypeAttribute() : AllowedValuesAttribute([.. CredentialsType.All]);

/// <summary>An application in the list.</summary>
internal sealed record ApplicationView(string Id, string Name, RuntimeKeysView ApplicationApiKeys)
{
    public static ApplicationView Of(Application application) => new(application.Id.ToString(), application.Name, RuntimeKeysView.Of(application));
}

/// <summary>The keys that an application's own programs present.</summary>
internal sealed record RuntimeKeysView(string SocketKey, string HttpKey, string UpdatedAt)
{
    public static RuntimeKeysView Of(Application application) =>
        new(application.SocketKey, application.HttpKey, MomentText.Milliseconds(application.KeysUpdatedAt));
}

/// <summary>The settings of an application.</summary>
internal sealed record SettingsView(string Name, IReadOnlyList<string> LicenseLevels, bool RequiresClientId, [CredentialsType] string CredentialsType)
{
    public static SettingsView Of(ApplicationSettings settings) =>
        new(settings.Application.Name, settings.Levels, settings.Application.RequiresClientId, settings.Application.CredentialsType);
}

/// <summary>An application with its license levels.</summary>
internal sealed record ApplicationSettings(Application Application, IReadOnlyList<string> Levels);
