using Lintel.AspNetCore;
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
        open.MapPost("/auth/register", RegisterAsync).AllowAnonymous().MaxBody(SignInService.LargestBody).CountedUnder("register").Body(AccessBodies.ReadNew);
        open.MapPost("/auth/login", LogInAsync).AllowAnonymous().MaxBody(SignInService.LargestBody)
            .CountedAsSignIn((Body<Login> login) => login.Value.Email, perLogin: "login", everywhere: "login-everywhere", perAddress: "sign-in")
            .Body(AccessBodies.Read);
        console.MapPost("/auth/logout", LogOutAsync);
        console.MapPost("/auth/password", ChangePasswordAsync).MaxBody(SignInService.LargestBody).CountedUnder("password").Body(AccessBodies.ReadChange);
        console.MapGet("/me", MeAsync);
    }

    private static async Task<IResult> RegisterAsync(ApiCall call, SignInService service)
    {
        var login = call.Body<Login>();
        var person = new NewUser(OtpModule.Api, login.Email, login.Password, Plan, Subscription);
        return await service.RegisterAsync(person, SignInOrigin.Of(call), call.Aborted) is SignInResult.Started started
            ? SignedIn(call, started, StatusCodes.Status201Created)
            : new ErrorResult(Conflicts.Of("This email address is registered already. Sign in with it."));
    }

    private static async Task<IResult> LogInAsync(ApiCall call, SignInService service)
    {
        var login = call.Body<Login>();
        return await service.SignInAsync(OtpModule.Api, login.Email, login.Password, SignInOrigin.Of(call), call.Aborted) switch
        {
            SignInResult.Started started => SignedIn(call, started, StatusCodes.Status200OK),
            SignInResult.Disabled => new ErrorResult(Refusal.For(Condition.AccountDisabled)),
            _ => new ErrorResult(Refusal.For(Condition.CredentialInvalid)),
        };
    }

    private static async Task<IResult> ChangePasswordAsync(ApiCall call, SignInService service)
    {
        var change = call.Body<OwnPassword>();
        return await service.ChangePasswordAsync(call.Session, change.Present, change.New, call.Aborted)
            ? Replies.Ok(new PasswordChangedShape(Changed: true))
            : new ErrorResult(Refusal.Invalid(call.Fault("currentPassword", "is not your present password")));
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

    private static IResult SignedIn(ApiCall call, SignInResult.Started started, int status)
    {
        call.SetDeviceCookie(started);
        return Replies.Secret(call, new SignedInShape(UserShape.Of(started.User), started.New.Token, Moment.Show(started.New.Session.ExpiresAt)), status);
    }
}

/// <summary>A person as they see themselves.</summary>
internal sealed record UserShape(string Id, string Email, string CreatedAt)
{
    public static UserShape Of(User user) => new(user.Id, user.Login, Moment.Show(user.CreatedAt));
}

/// <summary>The answer to registering and signing in.</summary>
internal sealed record SignedInShape(UserShape User, string Token, string ExpiresAt);

/// <summary>The answer to changing the password.</summary>
internal sealed record PasswordChangedShape(bool Changed);

/// <summary>The answer to signing out.</summary>
internal sealed record LoggedOutShape(bool LoggedOut);
