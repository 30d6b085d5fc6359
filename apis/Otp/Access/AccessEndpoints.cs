using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Requests;
using Lintel.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Otp;

/// <summary>Registering, signing in and out, and who one is.</summary>
internal static class AccessEndpoints
{
    private const string Plan = "free";
    private const string Subscription = "active";

    public static void Map(RouteGroupBuilder open, RouteGroupBuilder console)
    {
        Limited(open.MapPost("/auth/register", RegisterAsync)).Body(AccessBodies.ReadNew);
        Limited(open.MapPost("/auth/login", LogInAsync)).Body(AccessBodies.Read);
        console.MapPost("/auth/logout", LogOutAsync);
        console.MapGet("/me", MeAsync);
    }

    private static RouteHandlerBuilder Limited(RouteHandlerBuilder operation) => operation
        .AllowAnonymous()
        .MaxBody(SignInService.LargestBody)
        .CountedUnder("sign-in")
        .CountedUnder("login", (ApiCall _, Login login) => login.Email);

    private static async Task<IResult> RegisterAsync(ApiCall call, SignInService service)
    {
        var login = call.Body<Login>();
        var person = new NewUser(OtpModule.Api, login.Email, login.Password, Plan, Subscription);
        return await service.RegisterAsync(person, SignInOrigin.Of(call), call.Aborted) is SignInResult.Started started
            ? Replies.Secret(call, Show(started), StatusCodes.Status201Created)
            : new ErrorResult(Conflicts.Of("This email address is registered already. Sign in with it."));
    }

    private static async Task<IResult> LogInAsync(ApiCall call, SignInService service)
    {
        var login = call.Body<Login>();
        return await service.SignInAsync(OtpModule.Api, login.Email, login.Password, SignInOrigin.Of(call), call.Aborted) is SignInResult.Started started
            ? Replies.Secret(call, Show(started), StatusCodes.Status200OK)
            : new ErrorResult(Refusal.For(Condition.CredentialInvalid));
    }

    private static async Task<IResult> LogOutAsync(ApiCall call, SignInService service)
    {
        await service.EndAsync(call.Session, call.Aborted);
        return Replies.Ok(new LoggedOutShape(LoggedOut: true));
    }

    private static async Task<IResult> MeAsync(ApiCall call, SignInService service) =>
        await service.FindUserAsync(call.Session.UserId, call.Aborted) is { } user
            ? Replies.Ok(UserShape.Of(user))
            : new ErrorResult(Refusal.For(Condition.SessionInvalid));

    private static SignedInShape Show(SignInResult.Started started) =>
        new(UserShape.Of(started.User), started.New.Token, Moment.Show(started.New.Session.ExpiresAt));
}

/// <summary>A person as they see themselves.</summary>
internal sealed record UserShape(string Id, string Email, string CreatedAt)
{
    public static UserShape Of(User user) => new(user.Id, user.Login, Moment.Show(user.CreatedAt));
}

/// <summary>The answer to registering and signing in.</summary>
internal sealed record SignedInShape(UserShape User, string Token, string ExpiresAt);

/// <summary>The answer to signing out.</summary>
internal sealed record LoggedOutShape(bool LoggedOut);
