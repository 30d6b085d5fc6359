using System.ComponentModel;
using Lintel.AspNetCore;
using Lintel.Shared;
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
        MapOpen(open.MapGroup(string.Empty).WithTags("Access"));
        var own = console.MapGroup(string.Empty).WithTags("Access");
        own.MapPost("/auth/logout", LogOutAsync)
            .WithName("otp.auth.logout")
            .WithSummary("Ends the session")
            .Produces<Reply<LoggedOutShape>>();
        own.MapPost("/auth/password", ChangePasswordAsync)
            .WithName("otp.auth.password")
            .WithSummary("Changes the own password")
            .Accepts<OwnPasswordDocument>("application/json")
            .Produces<Reply<PasswordChangedShape>>()
            .MaxBody(SignInService.LargestBody)
            .CountedUnder("password")
            .Body(AccessBodies.ReadChange)
            .RaisesError(Condition.ServerOverloaded);
        own.MapGet("/me", MeAsync)
            .WithName("otp.me")
            .WithSummary("Shows who has signed in")
            .Produces<Reply<UserShape>>();
    }

    private static void MapOpen(RouteGroupBuilder open)
    {
        open.MapPost("/auth/register", RegisterAsync)
            .WithName("otp.auth.register")
            .WithSummary("Registers a person and signs them in")
            .Accepts<RegistrationDocument>("application/json")
            .Produces<Reply<SignedInShape>>(StatusCodes.Status201Created)
            .AllowAnonymous()
            .MaxBody(SignInService.LargestBody)
            .CountedUnder("register")
            .Body(AccessBodies.ReadNew)
            .RaisesError(Condition.StateConflict, Condition.ServerOverloaded);
        open.MapPost("/auth/login", LogInAsync)
            .WithName("otp.auth.login")
            .WithSummary("Signs in with email address and password")
            .Produces<Reply<SignedInShape>>()
            .AllowAnonymous()
            .MaxBody(SignInService.LargestBody)
            .CountedAsSignIn((Body<SignIn> body) => body.Value.Login, perLogin: "login", everywhere: "login-everywhere", perAddress: "sign-in")
            .Body<SignIn>()
            .RaisesError(Condition.CredentialInvalid, Condition.AccountDisabled);
    }

    private static async Task<IResult> RegisterAsync(Body<Registration> body, SignInService service, ApiCall call, CancellationToken cancellationToken)
    {
        var person = new NewUser(OtpModule.Api, body.Value.Email, body.Value.Password, Plan, Subscription);
        return await service.RegisterAsync(person, call, cancellationToken) is SignInResult.Started started
            ? Replies.Secret(Replies.Created(Remember(call, started)))
            : new ErrorResult(Conflict.Because("This email address is registered already. Sign in with it."));
    }

    private static async Task<IResult> LogInAsync(Body<SignIn> body, SignInService service, ApiCall call, CancellationToken cancellationToken) =>
        await service.SignInAsync(OtpModule.Api, body.Value.Login, body.Value.Password, call, cancellationToken) switch
        {
            SignInResult.Started started => Replies.Secret(Replies.Ok(Remember(call, started))),
            SignInResult.Disabled => new ErrorResult(Refusal.For(Condition.AccountDisabled)),
            _ => new ErrorResult(Refusal.For(Condition.CredentialInvalid)),
        };

    private static async Task<IResult> ChangePasswordAsync(
        Session session, Body<OwnPassword> change, SignInService service, ApiCall call, CancellationToken cancellationToken) =>
        await service.ChangePasswordAsync(session, change.Value.Present, change.Value.New, cancellationToken)
            ? Replies.Ok(new PasswordChangedShape(Changed: true))
            : new ErrorResult(Refusal.Invalid(call.Fault("currentPassword", "is not your present password")));

    private static async Task<IResult> LogOutAsync(Session session, SignInService service, CancellationToken cancellationToken)
    {
        await service.EndAsync(session, cancellationToken);
        return Replies.Ok(new LoggedOutShape(LoggedOut: true));
    }

    private static async Task<IResult> MeAsync(Session session, SignInService service, CancellationToken cancellationToken) =>
        await service.FindUserAsync(session.UserId, cancellationToken) is { } user
            ? Replies.Ok(UserShape.Of(user))
            : new ErrorResult(Refusal.For(Condition.SessionInvalid));

    private static SignedInShape Remember(ApiCall call, SignInResult.Started started)
    {
        call.SetDeviceCookie(started);
        return new SignedInShape(UserShape.Of(started.User), started.Token, MomentText.Seconds(started.Session.ExpiresAt));
    }
}

/// <summary>A person as they see themselves.</summary>
internal sealed record UserShape(string Id, string Email, string CreatedAt)
{
    public static UserShape Of(User user) => new(user.Id, user.Login, MomentText.Seconds(user.CreatedAt));
}

/// <summary>The answer to registering and signing in.</summary>
internal sealed record SignedInShape(
    UserShape User,
    [Description("Sent as Authorization: Bearer with every request of the console.")] string Token,
    string ExpiresAt);

/// <summary>The answer to changing the password.</summary>
internal sealed record PasswordChangedShape(bool Changed);

/// <summary>The answer to signing out.</summary>
internal sealed record LoggedOutShape(bool LoggedOut);
