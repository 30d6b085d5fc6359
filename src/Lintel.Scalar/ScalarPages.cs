using System.Security.Cryptography;
using Lintel.AspNetCore;
using Lintel.Reference;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Scalar.AspNetCore;

namespace Lintel.Scalar;

/// <summary>Maps the pages of Scalar, from files of its package alone.</summary>
/// <param name="configure">Changes how the pages look; null for nothing.</param>
internal sealed class ScalarPages(Action<ScalarOptions>? configure) : ITryPages
{
    private const int NonceBytes = 18;

    /// <inheritdoc />
    public void Map(IEndpointRouteBuilder portal, TryPage page)
    {
        var settings = portal.ServiceProvider.GetRequiredService<LintelOptions>();
        portal.MapScalarApiReference(page.Path, (options, http) =>
        {
            options.Title = page.Title;
            options.AddPreferredSecuritySchemes(page.Credential is { } credential ? [credential] : []);
            configure?.Invoke(options);
            StayHere(options);

            // Scalar takes it from the prefix of the application, which its script finds by the address of the page.
            options.OpenApiRoutePattern = page.Document().TrimStart('/');
            options.DynamicNonce = false;
            options.Nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
            http.Response.Headers.ContentSecurityPolicy = PolicyOf(options.Nonce, settings.PublicAddress);
            http.Response.Headers["Referrer-Policy"] = "same-origin";
            http.Response.Headers.XContentTypeOptions = "nosniff";
        }).AddEndpointFilter(WithFreshOptions);
    }

    /// <summary>Passes options that nobody has set: those of the application (<c>Configure&lt;ScalarOptions&gt;</c>) are for pages of its own.</summary>
    private static ValueTask<object?> WithFreshOptions(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (call.Arguments[i] is IOptionsSnapshot<ScalarOptions>)
            {
                call.Arguments[i] = new OptionsManager<ScalarOptions>(new OptionsFactory<ScalarOptions>([], []));
            }
        }

        return next(call);
    }

    /// <summary>Switches off whatever would send something to another host than the API's.</summary>
    private static void StayHere(ScalarOptions options)
    {
        options.DefaultFonts = false;
        options.Telemetry = false;
        options.ProxyUrl = null;
        options.BundleUrl = null;
        options.HideClientButton = true;
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        options.Agent = new ScalarAgentOptions { Disabled = true };
        options.Mcp = new ScalarMcpOptions { Disabled = true };
    }

    /// <summary>The scripts are the page's own; its styles are made while it runs. Requests go to the API, which may have a public address.</summary>
    private static string PolicyOf(string nonce, Uri? api) =>
        $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + $"connect-src 'self'{(api is null ? string.Empty : " " + api.GetLeftPart(UriPartial.Authority))}; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
}
