using System.Security.Claims;
using Lintel.Management.Operators;
using Lintel.Operators;
using Lintel.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lintel.Console;

/// <summary>One sign-in by the identity provider, of which its events tell.</summary>
/// <param name="address">The addresses of the console for this browser.</param>
internal sealed partial class ProviderSignIn(ConsoleAddress address)
{
    /// <summary>The path to which the provider sends the browser back, below the console's own.</summary>
    public const string CallbackPath = "/sign-in/callback";

    private const string Email = "email";
    private const string EmailVerified = "email_verified";
    private const string Failed = "The identity provider did not sign you in. Try again.";
    private const string Unreachable = "The identity provider cannot be reached now. Try again, or use a sign-in link.";

    private IResult? _answer;

    private string CallbackAddress => address.Origin.Address + address.Root + CallbackPath;

    /// <summary>Completes the events of the options.</summary>
    public static void Listen(OpenIdConnectEvents events)
    {
        var redirect = events.OnRedirectToIdentityProvider;
        events.OnRedirectToIdentityProvider = context =>
        {
            context.ProtocolMessage.RedirectUri = Of(context.HttpContext).CallbackAddress;
            return redirect(context);
        };
        events.OnTicketReceived = context => Of(context.HttpContext).TakeAsync(context);
        events.OnRemoteFailure = context => Of(context.HttpContext).FailAsync(context);
    }

    /// <summary>Sends the browser to the provider.</summary>
    /// <param name="http">The request.</param>
    /// <param name="address">The addresses of the console.</param>
    /// <param name="next">The page that was asked for, below the console's path.</param>
    public static async Task StartAsync(HttpContext http, ConsoleAddress address, string next)
    {
        http.Features.Set(new ProviderSignIn(address));
        http.Response.Headers.CacheControl = "no-store";
        var handler = await ProviderHandler.OfAsync(http);
        try
        {
            await handler.ChallengeAsync(new AuthenticationProperties { RedirectUri = next });
        }
        catch (Exception exception) when (exception is InvalidOperationException or HttpRequestException or IOException or OperationCanceledException)
        {
            UnreachableProvider(LogOf(http), exception);
            await (await SignInPages.RefuseAsync(http, address, next, Unreachable)).ExecuteAsync(http);
        }
    }

    /// <summary>Takes the browser back.</summary>
    public static async Task EndAsync(HttpContext http, ConsoleAddress address)
    {
        var signIn = new ProviderSignIn(address);
        http.Features.Set(signIn);
        var handler = await ProviderHandler.OfAsync(http);
        await handler.HandleRequestAsync();
        var answer = signIn._answer ?? await SignInPages.RefuseAsync(http, address, next: string.Empty, Failed);
        await answer.ExecuteAsync(http);
    }

    private static ProviderSignIn Of(HttpContext http) => (ProviderSignIn)http.Features[typeof(ProviderSignIn)]!;

    private static ILogger LogOf(HttpContext http) => http.RequestServices.GetRequiredService<ILogger<ProviderHandler>>();

    private async Task TakeAsync(TicketReceivedContext context)
    {
        context.HandleResponse();
        var http = context.HttpContext;
        var next = context.ReturnUri ?? string.Empty;
        var claim = http.RequestServices.GetRequiredService<IOptions<ConsoleOptions>>().Value.LoginClaim;
        if (LoginOf(context.Principal, claim) is not { } login)
        {
            _answer = await SignInPages.RefuseAsync(http, address, next, $"The identity provider did not say who you are: it sent no verified \"{claim}\".");
            return;
        }

        var found = await http.RequestServices.GetRequiredService<IOperatorStore>().FindByLoginAsync(login, http.RequestAborted);
        var link = found is null ? null : await OperatorSignIn.Of(http.RequestServices).CreateLinkAsync(found.Id, CancellationToken.None);
        _answer = link is null
            ? await SignInPages.RefuseAsync(
                http, address, next, $"The identity provider knows you, but nobody has added you here. Ask an owner to add the operator {login}.")
            : await SignInPages.SignInAsync(http, address, next, link.Token);
    }

    private async Task FailAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        RefusedByProvider(LogOf(context.HttpContext), context.Failure);
        _answer = await SignInPages.RefuseAsync(context.HttpContext, address, context.Properties?.RedirectUri ?? string.Empty, Failed);
    }

    /// <summary>Anybody can put an address of others into an account of some providers: only one that was verified tells who somebody is.</summary>
    private static string? LoginOf(ClaimsPrincipal? person, string claim)
    {
        var isTold = claim != Email || string.Equals(person?.FindFirst(EmailVerified)?.Value, bool.TrueString, StringComparison.OrdinalIgnoreCase);
        return isTold
            && person?.FindFirst(claim)?.Value is { Length: <= EmailAddress.MaximumLength } told
            && LoginName.TryNormalize(told, out var login)
            ? login
            : null;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Nobody can sign in to the console by its identity provider: it cannot be reached, or its metadata cannot be read.")]
    private static partial void UnreachableProvider(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in to the console by its identity provider failed.")]
    private static partial void RefusedByProvider(ILogger logger, Exception? exception);
}
