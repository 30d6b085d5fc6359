using Microsoft.AspNetCore.Identity;

// A test stands in for the hasher, or compares with what it makes.
#pragma warning disable RS0030

namespace Lintel.Tests.Sessions;

/// <summary>A hasher that does not go on until its gate is opened, and counts how many wait at it.</summary>
internal sealed class GatedHasher : IPasswordHasher<User>, IDisposable
{
    private readonly ManualResetEventSlim _gate = new();
    private readonly SemaphoreSlim _entered = new(0);
    private int _inside;
    private int _most;
    private int _hashed;

    /// <summary>True where hashing fails at once.</summary>
    public bool Fails { get; init; }

    public int MostAtOnce => Volatile.Read(ref _most);

    public int Hashed => Volatile.Read(ref _hashed);

    /// <summary>Waits until so many are at the gate.</summary>
    public async Task EnteredAsync(int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            await _entered.WaitAsync(cancellationToken);
        }
    }

    public void Open() => _gate.Set();

    public string HashPassword(User user, string password)
    {
        if (Fails)
        {
            throw new InvalidOperationException("The hasher does not work.");
        }

        lock (_entered)
        {
            _most = Math.Max(_most, ++_inside);
        }

        _entered.Release();
        _gate.Wait();
        lock (_entered)
        {
            _inside--;
        }

        Interlocked.Increment(ref _hashed);
        return "hashed " + password;
    }

    public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword) =>
        HashPassword(user, providedPassword) == hashedPassword ? PasswordVerificationResult.Success : PasswordVerificationResult.Failed;

    public void Dispose()
    {
        _gate.Dispose();
        _entered.Dispose();
    }
}
