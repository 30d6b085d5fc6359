using System.Security.Cryptography;
using System.Text;

namespace Lintel.Keys;

/// <summary>
/// The secret that is mixed into the hashes of keys, so that a copy of the database alone tests no guess. Versioned: new keys are made with the
/// newest version, and each key is checked with its own. Losing a version voids the keys that were made with it.
/// </summary>
public sealed class Pepper
{
    /// <summary>The fewest characters of a version.</summary>
    public const int MinLength = 32;

    private const int DerivedLength = 32;

    private const string ImportPurpose = "imported keys";

    private static readonly byte[] CheckText = "The check value of a Lintel pepper"u8.ToArray();

    private readonly byte[]?[] _versions;

    private readonly ThreadHash?[] _hashes;

    private readonly ThreadHash?[] _importHashes;

    private Pepper(SortedDictionary<int, byte[]> versions)
    {
        Newest = versions.Keys.Max();
        _versions = new byte[]?[Newest + 1];
        _hashes = new ThreadHash?[Newest + 1];
        _importHashes = new ThreadHash?[Newest + 1];
        foreach (var (version, bytes) in versions)
        {
            _versions[version] = bytes;
            _hashes[version] = new ThreadHash(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, bytes));
            var importKey = DeriveKey(ImportPurpose, version);
            _importHashes[version] = new ThreadHash(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, importKey));
        }
    }

    /// <summary>The version that new keys are made with.</summary>
    public int Newest { get; }

    /// <summary>The versions that are known here, in ascending order.</summary>
    public IEnumerable<int> Versions => Enumerable.Range(1, Newest).Where(version => _versions[version] is not null);

    /// <summary>Reads <c>version:text</c> entries, separated by blanks, commas or line ends; a text alone is version 1.</summary>
    /// <exception cref="PepperException">An entry is not in its form, or shorter than 32 characters.</exception>
    public static Pepper Parse(string text)
    {
        var versions = new SortedDictionary<int, byte[]>();
        foreach (var entry in text.Split([' ', ',', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            var (version, secret) = ParseEntry(entry);
            if (!versions.TryAdd(version, secret))
            {
                throw new PepperException($"The pepper has version {version} twice.");
            }
        }

        return versions.Count > 0 ? new Pepper(versions) : throw new PepperException("The pepper is empty.");
    }

    /// <summary>
    /// A key for another purpose, by HKDF-SHA256: it tells nothing of the pepper or of the keys for other purposes. Note the version beside what the key
    /// protects: versions that come later have other keys.
    /// </summary>
    /// <param name="purpose">What the key is for, such as <c>webhook secrets</c>; never changes once it is in use.</param>
    /// <param name="version">The version to derive from; null for the newest.</param>
    /// <returns>32 bytes, always the same for a purpose and a version.</returns>
    /// <exception cref="PepperException">The version is not known here.</exception>
    public byte[] DeriveKey(string purpose, int? version = null) =>
        TryGet(version ?? Newest, out var bytes)
            ? HKDF.DeriveKey(HashAlgorithmName.SHA256, bytes.ToArray(), DerivedLength, info: Encoding.UTF8.GetBytes("lintel/" + purpose))
            : throw new PepperException($"Version {version} of the pepper, which protects stored secrets, is not known here. Bring it back.");

    /// <summary>A new text of one version, 256 random bits.</summary>
    internal static string Generate(int version) => $"{version}:{Base62.Random(43)}";

    /// <summary>The HMAC-SHA256 of a secret with a version.</summary>
    /// <returns>False where the version is not known here; the hash is of the newest then, so that it takes as long.</returns>
    internal bool TryHash(int version, ReadOnlySpan<byte> secret, Span<byte> hash)
    {
        var isKnown = TryGet(version, out _);
        _hashes[isKnown ? version : Newest]!.Compute(secret, hash);
        return isKnown;
    }

    /// <summary>
    /// The hash by which a key that was imported is found and stored: the HMAC-SHA256 of its digest, under a key that is derived from a version.
    /// </summary>
    /// <returns>False where the version is not known here.</returns>
    internal bool TryHashImported(int version, SecretDigest digest, out SecretDigest hash)
    {
        hash = default;
        if (!TryGet(version, out _))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[SecretDigest.Length];
        Span<byte> hmac = stackalloc byte[SecretDigest.Length];
        digest.CopyTo(bytes);
        _importHashes[version]!.Compute(bytes, hmac);
        hash = SecretDigest.Of(hmac);
        return true;
    }

    /// <summary>The bytes of a version.</summary>
    /// <returns>False where the version is not known here.</returns>
    internal bool TryGet(int version, out ReadOnlySpan<byte> bytes)
    {
        var found = (uint)version < (uint)_versions.Length ? _versions[version] : null;
        bytes = found;
        return found is not null;
    }

    /// <summary>A value that tells whether a version is the same as when it was noted, and from which the version cannot be found.</summary>
    internal byte[] CheckValueOf(int version) => HMACSHA256.HashData(_versions[version]!, CheckText);

    private static (int Version, byte[] Secret) ParseEntry(string entry)
    {
        var version = 1;
        var secret = entry;
        var colon = entry.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && WholeNumberText.TryParse(entry.AsSpan(0, colon), out int number))
        {
            version = number;
            secret = entry[(colon + 1)..];
        }

        if (version is < 1 or > 1000)
        {
            throw new PepperException("A pepper's version is a number from 1 to 1000.");
        }

        return secret.Length >= MinLength
            ? (version, Encoding.UTF8.GetBytes(secret))
            : throw new PepperException($"Version {version} of the pepper has fewer than {MinLength} characters.");
    }
}

/// <summary>The pepper cannot be read, or is not the one that the stored keys were made with.</summary>
public sealed class PepperException(string message, Exception? innerException = null) : Exception(message, innerException), IStartupFault
{
    /// <summary>78: a setting is wrong.</summary>
    public int ExitCode => 78;
}

/// <summary>Where it is noted which pepper the stored keys were made with; never the pepper itself.</summary>
internal interface IPepperCheckStore
{
    /// <summary>Reads the check value of each version that was ever noted.</summary>
    ValueTask<IReadOnlyDictionary<int, byte[]>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Notes the check value of a version; one that is noted already stays.</summary>
    /// <returns>The value that is noted.</returns>
    ValueTask<byte[]> AddAsync(int version, byte[] checkValue, CancellationToken cancellationToken);
}
