using Lintel.Console;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace Lintel.Host.Settings;

/// <summary>The OpenID Connect provider by which operators sign in to the console.</summary>
/// <param name="Authority">The issuer; https, or http on this machine.</param>
/// <param name="ClientId">The id that the provider gave the console.</param>
internal sealed record ProviderSettings(Uri Authority, string ClientId)
{
    /// <summary>The client's secret; null for a public client.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The claim that is an operator's login; null for the default.</summary>
    public string? LoginClaim { get; init; }

    /// <summary>The name on the page on which people sign in; null for the default.</summary>
    public string? Name { get; init; }

    /// <summary>Sets the options of the provider.</summary>
    public void Set(OpenIdConnectOptions options)
    {
        options.Authority = Authority.OriginalString;
        options.ClientId = ClientId;
        options.ClientSecret = ClientSecret;
        options.RequireHttpsMetadata = !Authority.IsLoopback;
    }

    /// <summary>Sets the options of the console.</summary>
    public void Set(ConsoleOptions options)
    {
        options.LoginClaim = LoginClaim ?? options.LoginClaim;
        options.ProviderName = Name ?? options.ProviderName;
    }
}
