using System.Security.Cryptography;
using System.Text;

namespace Lintel.Keys;

/// <summary>
/// The secret that is mixed into the hashes of keys, so that a copy of the database alone tests no guess. Versioned: new keys are made with the current
/// version, and each key is checked with its own, until it is admitted and its hash rewritten. Losing a version voids the keys that are left under it.
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

    // Apart from the others, so that no key is opened with them by mistake.
    private readonly Dictionary<int, byte[]> _retired = [];

    private Pepper(IReadOnlyList<PepperEntry> entries)
    {
        var length = entries[^1].Version + 1;
        _versions = new byte[]?[length];
        _hashes = new ThreadHash?[length];
        _importHashes = new ThreadHash?[length];
        foreach (var entry in entries)
        {
            var (version, bytes) = (entry.Version, Encoding.UTF8.GetBytes(entry.Secret));
            if (entry.Mark == PepperMark.Retired)
            {
                _retired.Add(version, bytes);
                continue;
            }

            Newest = entry.Mark == PepperMark.None ? version : Newest;
            _versions[version] = bytes;
            _hashes[version] = new ThreadHash(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, bytes));
            var importKey = DeriveKey(ImportPurpose, version);
            _importHashes[version] = new ThreadHash(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, importKey));
        }
    }

    /// <summary>The version that new keys are made with: the highest that is marked neither <c>next:</c> nor <c>retired:</c>.</summary>
    public int Newest { get; }

    /// <summary>The versions that keys are opened with here, in ascending order; retired ones are none of them.</summary>
    public IEnumerable<int> Versions => Enumerable.Range(1, _versions.Length - 1).Where(version => _versions[version] is not null);

    /// <summary>The versions that are known and open no key any more, in ascending order.</summary>
    internal IEnumerable<int> Retired => _retired.Keys.Order();

    /// <summary>
    /// Reads <c>version:text</c> entries, separated by blanks, commas or line ends; a text alone is version 1. An entry marked <c>next:</c>, as in
    /// <c>next:2:text</c>, opens keys and makes none yet. One marked <c>retired:</c> opens none, and only entries of the audit log are verified with it.
    /// </summary>
    /// <exception cref="PepperException">
    /// An entry is not in its form, or shorter than 32 characters; a version is there twice; or no version is left that makes keys.
    /// </exception>
    public static Pepper Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Pepper(PepperText.Read(text));
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
            ? Derive(bytes.ToArray(), purpose)
            : throw new PepperException($"Version {version} of the pepper, which protects stored secrets, is not known here. Bring it back.");

    /// <summary>Returns true if <see cref="DeriveLastingKey"/> has a key of a version: it is known here, retired or not.</summary>
    internal bool HasLastingKey(int version) => TryGet(version, out _) || _retired.ContainsKey(version);

    /// <summary>
    /// The key for a purpose as <see cref="DeriveKey"/> makes it, also of a retired version: for what stays verifiable as long as it is stored.
    /// </summary>
    /// <exception cref="PepperException">The version is not known here.</exception>
    internal byte[] DeriveLastingKey(string purpose, int version) =>
        _retired.TryGetValue(version, out var bytes) ? Derive(bytes, purpose) : DeriveKey(purpose, version);

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
    internal byte[] CheckValueOf(int version) => HMACSHA256.HashData(_retired.GetValueOrDefault(version) ?? _versions[version]!, CheckText);

    private static byte[] Derive(byte[] bytes, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, bytes, DerivedLength, info: Encoding.UTF8.GetBytes("lintel/" + purpose));
}

/// <summary>The pepper cannot be read, or is not the one that the stored keys were made with.</summary>
internal sealed class PepperException(string message, Exception? innerException = null) : Exception(message, innerException), IStartupFault
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
