using Lintel.Sessions;

namespace Lintel.AspNetCore;

/// <summary>Recognizes people by the devices and addresses that they have signed in with before.</summary>
/// <param name="store">The people, and where they have signed in.</param>
/// <param name="time">The clock.</param>
internal sealed class SignInRecognition(ISessionStore store, TimeProvider time)
{
    public async ValueTask<SignInAttempt> RecognizeAsync(string api, string login, SignInOrigin origin, CancellationToken cancellationToken)
    {
        var normalized = LoginName.Normalize(login);
        var user = await store.FindUserByLoginAsync(api, normalized, cancellationToken);
        var known = user is null ? [] : await KnownAsync(user, origin, cancellationToken);
        var device = origin.DeviceName is { } name && known.Contains(name) ? name : null;
        return new SignInAttempt(normalized, user, $"{device ?? origin.AddressName} {normalized}", device is not null, known.Count > 0);
    }

    private ValueTask<IReadOnlyList<string>> KnownAsync(User user, SignInOrigin origin, CancellationToken cancellationToken)
    {
        string[] names = origin.DeviceName is { } device ? [origin.AddressName, device] : [origin.AddressName];
        return store.FindOriginsAsync(user.Id, names, time.GetUtcNow() - ISessionStore.OriginLifetime, cancellationToken);
    }
}
