using Lintel.AspNetCore;
using Lintel.Management.Demo;

namespace Lintel.Shared;

/// <summary>Starts the sessions of an API's demo data.</summary>
public static class DemoSessions
{
    /// <summary>Starts a session of a demo person, who is added at the first start. Nobody is told a password, so that the person has none.</summary>
    /// <param name="signIn">Knows the people and their sessions.</param>
    /// <param name="account">The account of the person.</param>
    /// <param name="login">What the person would sign in with.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The session's token, as callers present it.</returns>
    public static async Task<string> StartDemoSessionAsync(
        this SignInService signIn, DemoAccount account, string login, CancellationToken cancellationToken)
    {
        if (await signIn.FindUserByLoginAsync(account.Api, login, cancellationToken) is not { } user)
        {
            user = await signIn.AddUserAsync(account.Id, login, cancellationToken) is SignInResult.Added added
                ? added.User
                : throw new InvalidOperationException($"'{login}' was not added to {account.Id}.");
        }

        return (await signIn.StartAsync(user, cancellationToken)).Token;
    }
}
