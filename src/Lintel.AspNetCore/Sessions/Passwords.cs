using System.Buffers.Binary;
using System.Security.Cryptography;
using Lintel.Contracts;
using Lintel.Requests;
using Lintel.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>
/// Hashes passwords by the framework's hasher (PBKDF2-HMAC-SHA512, a salt for each) at the cost that OWASP's password storage guide asks for. Hashing
/// takes a core for about a tenth of a second by design, so that only as many run at a time as there are cores, and only some may wait.
/// </summary>
public sealed class Passwords : IDisposable
{
    /// <summary>Iterations for each hash.</summary>
    public const int Iterations = 220_000;

    private const int MaximumWaiting = 64;

    private readonly PasswordHasher<User> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);
    private readonly string _nobodys = MakeNobodys();
    private int _waiting;

    /// <summary>Hashes a password.</summary>
    /// <exception cref="ApiException">Too many others wait: <c>server.overloaded</c>.</exception>
    public Task<string> HashAsync(string password, CancellationToken cancellationToken) => WorkAsync(() => _hasher.HashPassword(null!, password), cancellationToken);

    /// <summary>Compares a password with a hash.</summary>
    /// <param name="hash">The hash; null where there is no such person, which takes as long and is false.</param>
    /// <param name="password">What was presented.</param>
    /// <param name="cancellationToken">Gives up waiting for a core.</param>
    /// <exception cref="ApiException">Too many others wait: <c>server.overloaded</c>.</exception>
    public Task<bool> VerifyAsync(string? hash, string password, CancellationToken cancellationToken) =>
        WorkAsync(() => _hasher.VerifyHashedPassword(null!, hash ?? _nobodys, password) != PasswordVerificationResult.Failed && hash is not null, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _cores.Dispose();

    private async Task<T> WorkAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > MaximumWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new ApiException(Refusal.For(Condition.ServerOverloaded).BecauseOf(new InternalCause($"More than {MaximumWaiting} passwords wait to be hashed.")));
        }

        try
        {
            await _cores.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(work, CancellationToken.None);
            }
            finally
            {
                _cores.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>A hash of the current form that no password has but by chance: comparing with it costs what comparing with a real one does.</summary>
    private static string MakeNobodys()
    {
        const int Salt = 16;
        const int Subkey = 32;
        var bytes = RandomNumberGenerator.GetBytes(1 + 12 + Salt + Subkey);
        bytes[0] = 1;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), 2);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), Iterations);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(9), Salt);
        return Convert.ToBase64String(bytes);
    }
}
