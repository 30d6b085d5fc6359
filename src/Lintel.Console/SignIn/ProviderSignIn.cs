using System.Security.Claims;
using Lintel.AspNetCore;
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
    private const string Overview = "/";
    private const string Failed = "The identity provider did not sign you in. Try again.";
    private const string Unreachable = "The identity provider cannot be reached now. Try again, or use a sign-in link.";

    private IResult? _answer;

    private bool IsSecure => address.Origin.IsHttps;

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

        // An application's own listeners hear first, and may refuse by `Fail`.
        var ticket = events.OnTicketReceived;
        events.OnTicketReceived = async context =>
        {
            await ticket(context);
            await (context.Result is null ? Of(context.HttpContext).TakeAsync(context) : Task.CompletedTask);
        };
        var failure = events.OnRemoteFailure;
        events.OnRemoteFailure = async context =>
        {
            await failure(context);
            await (context.Result is null ? Of(context.HttpContext).FailAsync(context) : Task.CompletedTask);
        };
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
            // Without an address of its own the framework takes this page's, which would begin again.
            await handler.ChallengeAsync(new AuthenticationProperties { RedirectUri = next.Length > 0 ? next : Overview });
        }
        catch (Exception exception) when (IsOfProvider(exception) && !http.RequestAborted.IsCancellationRequested)
        {
            UnreachableProvider(LogOf(http), exception);
            await (await SignInPages.RefuseAsync(http, address, next, Unreachable, StatusCodes.Status503ServiceUnavailable)).ExecuteAsync(http);
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

    /// <summary>Returns true where the browser reaches the console by TLS, which a proxy may end.</summary>
    public static bool IsHttps(HttpContext http) => Of(http).IsSecure;

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
        var token = found is { DisabledAt: null } ? http.RequestServices.GetRequiredService<OperatorSignIn>().Recognize(found.Id) : null;
        _answer = token is null
            ? await SignInPages.RefuseAsync(
                http, address, next, $"The identity provider knows you, but nobody has added you here. Ask an owner to add the operator {login}.")
            : await SignInPages.SignInAsync(http, address, next, token);
    }

    private async Task FailAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        if (context.HttpContext.RequestServices.GetRequiredService<LogThrottle>().Admits(nameof(RefusedByProvider), out var leftOut))
        {
            RefusedByProvider(LogOf(context.HttpContext), leftOut, context.Failure);
        }

        var next = context.Properties?.RedirectUri ?? string.Empty;
        _answer = IsOfProvider(context.Failure)
            ? await SignInPages.RefuseAsync(context.HttpContext, address, next, Unreachable, StatusCodes.Status503ServiceUnavailable)
            : await SignInPages.RefuseAsync(context.HttpContext, address, next, Failed);
    }

    /// <summary>The metadata that cannot be read, an address that does not answer. What is wrong with an answer is another exception.</summary>
    private static bool IsOfProvider(Exception? exception) =>
        exception is HttpRequestException or IOException or OperationCanceledException or InvalidOperationException { InnerException: not null };

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in to the console by its identity provider failed. {LeftOut} lines like this one were left out.")]
    private static partial void RefusedByProvider(ILogger logger, int leftOut, Exception? exception);
}
