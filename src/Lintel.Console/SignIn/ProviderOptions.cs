using Lintel.Keys;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Lintel.Console;

/// <summary>The options of the identity provider: what suits the console before the application's own, and what the console needs after them.</summary>
internal sealed class ProviderOptions(Pepper pepper, TimeProvider time)
    : IConfigureNamedOptions<OpenIdConnectOptions>, IPostConfigureOptions<OpenIdConnectOptions>, IValidateOptions<OpenIdConnectOptions>
{
    private const string CookiePrefix = "lintel_console_provider.";

    private static readonly TimeSpan CookieLifetime = TimeSpan.FromMinutes(15);

    /// <inheritdoc/>
    public void Configure(OpenIdConnectOptions options)
    {
    }

    /// <inheritdoc/>
    public void Configure(string? name, OpenIdConnectOptions options)
    {
        if (name != ProviderHandler.SchemeName)
        {
            return;
        }

        options.ResponseType = OpenIdConnectResponseType.Code;

        // The answer comes as a navigation. As a form of another site it would need cookies that follow every request of that site, and TLS.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.MapInboundClaims = false;
        options.BackchannelTimeout = TimeSpan.FromSeconds(10);
        options.Scope.Add("email");
        options.CorrelationCookie = CookieOf("state.");
        options.NonceCookie = CookieOf("nonce.");
    }

    /// <inheritdoc/>
    public void PostConfigure(string? name, OpenIdConnectOptions options)
    {
        if (name != ProviderHandler.SchemeName)
        {
            return;
        }

        options.TimeProvider ??= time;
        ProviderSignIn.Listen(options.Events);
        new OpenIdConnectPostConfigureOptions(new PepperProtection(pepper, "console sign-in")).PostConfigure(name, options);
    }

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, OpenIdConnectOptions options)
    {
        if (name != ProviderHandler.SchemeName)
        {
            return ValidateOptionsResult.Skip;
        }

        if (string.IsNullOrEmpty(options.ClientId) || (string.IsNullOrEmpty(options.Authority) && string.IsNullOrEmpty(options.MetadataAddress)))
        {
            return ValidateOptionsResult.Fail("The console's identity provider needs an Authority and a ClientId.");
        }

        if (options.EventsType is not null || options.SignInScheme is not null)
        {
            return ValidateOptionsResult.Fail(
                "The console keeps sessions of its own and listens to Events. Leave EventsType and SignInScheme unset, and set the delegates of Events.");
        }

        return options is { ResponseType: OpenIdConnectResponseType.Code, ResponseMode: OpenIdConnectResponseMode.Query, UsePkce: true }
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("The console signs in by ResponseType \"code\" with PKCE and ResponseMode \"query\". Leave the three as they are.");
    }

    /// <summary>The path of the callback is known only where the console is mapped, behind whatever proxy; the names tell the cookies apart.</summary>
    private static PublicCookie CookieOf(string name) => new()
    {
        Name = CookiePrefix + name,
        Path = "/",
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        IsEssential = true,

        // Not a moment: the clock of the browser may be another.
        MaxAge = CookieLifetime,
    };

    /// <summary>A cookie that is secure where the browser came by TLS, as the console's own is.</summary>
    private sealed class PublicCookie : CookieBuilder
    {
        public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
        {
            var options = base.Build(context, expiresFrom);
            options.Secure = ProviderSignIn.IsHttps(context);
            return options;
        }
    }
}
