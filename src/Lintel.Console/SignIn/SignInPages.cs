using System.Text.Json.Nodes;
using AspNetCoreGeneratedDocument;
using Lintel.Management.Operators;
using Lintel.Operators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lintel.Console;

/// <summary>Signing in, by a link or a token, and out.</summary>
internal static class SignInPages
{
    private const string Path = "/sign-in";
    private const string NextField = "next";
    private const string TokenField = "token";
    private const string EndedLink = "This link signs nobody in: it was used before, has ended, or a newer one took its place. Ask an owner for a new one.";

    public static void Map(RouteGroupBuilder console, ConsolePlace place, bool hasProvider)
    {
        // A link only shows a button: programs that look at links in messages do not use it up.
        console.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], async http => await (await ShowAsync(http, place.AddressOf(http))).ExecuteAsync(http));
        console.MapPost(Path, async http => await (await TakeAsync(http, place.AddressOf(http))).ExecuteAsync(http));
        if (hasProvider)
        {
            console.MapGet("/sign-in/provider", http => ProviderSignIn.StartAsync(http, place.AddressOf(http), http.Request.Query[NextField].ToString()));
            console.MapGet(ProviderSignIn.CallbackPath, http => ProviderSignIn.EndAsync(http, place.AddressOf(http)));
        }

        console.MapPost("/sign-out", async http => await (await SignOutAsync(http, place.AddressOf(http))).ExecuteAsync(http));
    }

    /// <summary>Signs in by the token of a link, or by another that signs somebody in.</summary>
    public static async Task<IResult> SignInAsync(HttpContext http, ConsoleAddress address, string next, string token)
    {
        var reply = await ClientOf(http).SendAsync(
            http,
            token: null,
            new ManagementRequest(HttpMethods.Post, "/operators/sign-in") { Body = new JsonObject { [TokenField] = token } });
        if (reply.IsRefused)
        {
            var problem = reply.Refusal();
            return await SendAsync(http, new SignInModel(address, next) { Fault = FaultOf(problem), Status = problem.Status });
        }

        // Whose session the browser had before ends, and is not left behind without a cookie.
        await EndAsync(http);
        var signedIn = reply.Read<SignedInShape>();
        ConsoleCookie.Set(http.Response, address, signedIn.Token, signedIn.ExpiresAt - http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        return ConsoleResults.Move(http, address.Href(IsBelow(next) ? next : string.Empty));
    }

    /// <summary>Shows the page again, with what was wrong.</summary>
    public static Task<IResult> RefuseAsync(
        HttpContext http,
        ConsoleAddress address,
        string next,
        string fault,
        int status = StatusCodes.Status401Unauthorized) =>
        SendAsync(http, new SignInModel(address, next) { Fault = fault, Status = status });

    private static async Task<IResult> ShowAsync(HttpContext http, ConsoleAddress address)
    {
        var (next, token) = (http.Request.Query[NextField].ToString(), http.Request.Query[TokenField].ToString());
        var model = new SignInModel(address, next) { LinkToken = token, SignedIn = await SignedInAsync(http) };
        if (token.Length == 0)
        {
            return await SendAsync(http, model);
        }

        try
        {
            // Whoever has the link may know whose it is; it is not used up by that.
            return await http.RequestServices.GetRequiredService<OperatorSignIn>().FindByLinkAsync(token, http.RequestAborted) is { } found
                ? await SendAsync(http, model with { Meant = found })
                : await SendAsync(http, model with { LinkToken = string.Empty, Fault = EndedLink, Status = StatusCodes.Status401Unauthorized });
        }
        catch (StoreUnavailableException)
        {
            // The button says so, once it is pressed.
            return await SendAsync(http, model);
        }
    }

    private static async Task<string?> SignedInAsync(HttpContext http) =>
        ConsoleCookie.Read(http.Request) is { } token
        && await ClientOf(http).SendAsync(http, token, new ManagementRequest(HttpMethods.Get, "/operators/me")) is { IsRefused: false } reply
            ? reply.Read<OwnShape>().Operator.Name
            : null;

    private static async Task EndAsync(HttpContext http)
    {
        if (ConsoleCookie.Read(http.Request) is { } token)
        {
            await ClientOf(http).SendAsync(http, token, new ManagementRequest(HttpMethods.Delete, "/operators/session"));
        }
    }

    private static ManagementClient ClientOf(HttpContext http) => http.RequestServices.GetRequiredService<ManagementClient>();

    private static async Task<IResult> TakeAsync(HttpContext http, ConsoleAddress address)
    {
        if (await ConsoleForm.ReadAsync(http, address) is not { } form || form == ConsoleForm.TooLarge)
        {
            return await ConsoleResults.PageAsync(http, new FrameModel(address, null, ErrorViews.ForeignForm()));
        }

        return await SignInAsync(http, address, form.Text(NextField), form.Text(TokenField));
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, ConsoleAddress address)
    {
        if (ConsoleCookie.Read(http.Request) is { } token && await ConsoleForm.ReadAsync(http, address) is { } form && form.IsOf(token))
        {
            await EndAsync(http);
            ConsoleCookie.Remove(http.Response, address);
        }

        return ConsoleResults.Move(http, address.Href(Path));
    }

    private static string FaultOf(ManagementProblem problem) => problem.Status == StatusCodes.Status401Unauthorized
        ? "This token signs nobody in: it is unknown, has ended, or its link was used before. Ask an owner for a new link."
        : problem.Detail;

    private static Task<IResult> SendAsync(HttpContext http, SignInModel model) => ConsoleResults.PageAsync(
        http,
        new FrameModel(model.Address, null, new ConsoleView("Sign in", string.Empty, new Views_SignIn { Model = model with { Provider = ProviderOf(http) } })
        {
            Status = model.Status,
        }));

    private static string? ProviderOf(HttpContext http) => http.RequestServices.GetService<ProviderOptions>() is null
        ? null
        : http.RequestServices.GetRequiredService<IOptions<ConsoleOptions>>().Value.ProviderName;

    // It becomes a header field.
    private static bool IsBelow(string next) =>
        next.StartsWith('/')
        && next.Length > 1
        && next.All(character => character is > ' ' and < '\x7f')
        && !next.Contains("//", StringComparison.Ordinal)
        && !next.Contains('\\', StringComparison.Ordinal);
}

/// <summary>The page on which people sign in.</summary>
/// <param name="Address">The addresses.</param>
/// <param name="Next">The page that was asked for, below the console's path; empty for none.</param>
internal sealed record SignInModel(ConsoleAddress Address, string Next)
{
    /// <summary>The token of a sign-in link; empty where people type one.</summary>
    public string LinkToken { get; init; } = string.Empty;

    /// <summary>The operator whom the link signs in; null without one.</summary>
    public Operator? Meant { get; init; }

    /// <summary>The name of the operator whose session the browser has; null for none.</summary>
    public string? SignedIn { get; init; }

    /// <summary>The status of the page.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>The name of the identity provider; null for none.</summary>
    public string? Provider { get; init; }

    /// <summary>The fault of the token, in words; null for nothing.</summary>
    public string? Fault { get; init; }
}
