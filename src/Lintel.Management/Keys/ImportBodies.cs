using Lintel.AspNetCore;
using Lintel.Keys;

namespace Lintel.Management.Keys;

/// <summary>Reads the keys of an import.</summary>
internal static class ImportBodies
{
    private const string PlainKey = "key";

    public static KeyImportRequest Read(FieldReader fields) => new(
        fields.Objects("keys", ReadKey, required: true, min: 1, max: KeyImporter.MaxKeys) ?? [],
        fields.Boolean("skipExisting") ?? false,
        fields.Boolean("dryRun") ?? false);

    private static ForeignKey ReadKey(FieldReader fields)
    {
        if (fields.Names.Contains(PlainKey, StringComparer.Ordinal))
        {
            // Asked for, so that it is not unknown as well.
            _ = fields.Json(PlainKey);
            fields.Fault(PlainKey, "is not read: a key itself is never sent. Send its SHA-256 as 'digest'");
        }

        return new ForeignKey { Digest = Digest(fields), Prefix = fields.Text("prefix", min: 1, max: 16), Key = KeyBodies.ReadNew(fields) };
    }

    private static SecretDigest Digest(FieldReader fields)
    {
        var encoding = fields.OneOf("encoding", [KeyDigest.Hex, KeyDigest.Base64]);
        if (fields.Text("digest", required: true) is not { } text)
        {
            return default;
        }

        if (!KeyDigest.TryParse(text, encoding, out var digest, out var problem))
        {
            fields.Fault("digest", problem);
        }

        return digest;
    }
}

/// <summary>An import that was asked for.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="SkipExisting">true to pass over keys that the same account has already.</param>
/// <param name="DryRun">true to check and write nothing.</param>
internal sealed record KeyImportRequest(IReadOnlyList<ForeignKey> Keys, bool SkipExisting, bool DryRun);
