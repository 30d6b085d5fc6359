using System.Text.Json.Nodes;
using AspNetCoreGeneratedDocument;
using Lintel.Management.Operators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Console;

/// <summary>Signing in, by a link or a token, and out.</summary>
internal static class SignInPages
{
    private const string Path = "/sign-in";
    private const string NextField = "next";
    private const string TokenField = "token";

    public static void Map(RouteGroupBuilder console, ConsolePlace place)
    {
        // A link only shows a button: programs that look at links in messages do not use it up.
        console.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], async http => await (await ShowAsync(http, place.AddressOf(http))).ExecuteAsync(http));
        console.MapPost(Path, async http => await (await SignInAsync(http, place.AddressOf(http))).ExecuteAsync(http));
        console.MapPost("/sign-out", async http => await (await SignOutAsync(http, place.AddressOf(http))).ExecuteAsync(http));
    }

    private static Task<IResult> ShowAsync(HttpContext http, ConsoleAddress address) => SendAsync(
        http,
        new SignInModel(address, http.Request.Query[NextField].ToString()) { LinkToken = http.Request.Query[TokenField].ToString() });

    private static async Task<IResult> SignInAsync(HttpContext http, ConsoleAddress address)
    {
        if (await ConsoleForm.ReadAsync(http, address) is not { } form)
        {
            return await ConsoleResults.PageAsync(http, new FrameModel(address, null, ErrorViews.ForeignForm()));
        }

        var model = new SignInModel(address, form.Text(NextField));
        var reply = await http.RequestServices.GetRequiredService<ManagementClient>().SendAsync(
            http,
            token: null,
            new ManagementRequest(HttpMethods.Post, "/operators/sign-in") { Body = new JsonObject { [TokenField] = form.Text(TokenField) } });
        if (reply.IsRefused)
        {
            return await SendAsync(http, model with { Fault = FaultOf(reply.Refusal()) });
        }

        var signedIn = reply.Read<SignedInShape>();
        ConsoleCookie.Set(http.Response, address, signedIn.Token, signedIn.ExpiresAt - http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        return ConsoleResults.Move(http, address.Href(IsBelow(model.Next) ? model.Next : string.Empty));
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, ConsoleAddress address)
    {
        if (ConsoleCookie.Read(http.Request) is { } token && await ConsoleForm.ReadAsync(http, address) is { } form && form.IsOf(token))
        {
            await http.RequestServices.GetRequiredService<ManagementClient>()
                .SendAsync(http, token, new ManagementRequest(HttpMethods.Delete, "/operators/session"));
            ConsoleCookie.Remove(http.Response, address);
        }

        return ConsoleResults.Move(http, address.Href(Path));
    }

    private static string FaultOf(ManagementProblem problem) => problem.Status == StatusCodes.Status401Unauthorized
        ? "This token signs nobody in: it is unknown, has ended, or its link was used before. Ask an owner for a new link."
        : problem.Detail;

    private static Task<IResult> SendAsync(HttpContext http, SignInModel model) => ConsoleResults.PageAsync(
        http,
        new FrameModel(model.Address, null, new ConsoleView("Sign in", string.Empty, new Views_SignIn { Model = model })
        {
            Status = model.Fault is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized,
        }));

    private static bool IsBelow(string next) =>
        next.StartsWith('/') && !next.Contains("//", StringComparison.Ordinal) && !next.Contains('\\', StringComparison.Ordinal);
}

/// <summary>The page on which people sign in.</summary>
/// <param name="Address">The addresses.</param>
/// <param name="Next">The page that was asked for, below the console's path; empty for none.</param>
internal sealed record SignInModel(ConsoleAddress Address, string Next)
{
    /// <summary>The token of a sign-in link; empty where people type one.</summary>
    public string LinkToken { get; init; } = string.Empty;

    /// <summary>The fault of the token, in words; null for nothing.</summary>
    public string? Fault { get; init; }
}
