using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.Keys;

namespace Lintel.Management.Keys;

/// <summary>The body of <c>POST /keys/import</c> as the reference describes it; <see cref="ImportBodies"/> reads it.</summary>
[Description("Keys that were issued elsewhere. All are imported or none.")]
[RequestExample(
    """
    {"keys":[{"accountId":"acct_operator","name":"Nightly export",
      "digest":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}],"dryRun":true}
    """)]
internal sealed record ImportDocument(
    [Length(1, KeyImporter.MaxKeys)] IReadOnlyList<ImportedKeyDocument> Keys,
    [property: DefaultValue(false)][Description("True to pass over keys that the same account has already.")] bool SkipExisting = false,
    [property: DefaultValue(false)][Description("True to check everything and write nothing.")] bool DryRun = false);

/// <summary>A key of an import as the reference describes it.</summary>
[Description("A key by its digest. The key itself is never sent.")]
internal sealed record ImportedKeyDocument : KeyDocument
{
    [Description("The SHA-256 of the whole key, in 64 hexadecimal digits or 44 base64 characters.")]
    public required string Digest { get; init; }

    [AllowedValues(KeyDigest.Hex, KeyDigest.Base64)]
    [Description("The encoding of the digest; what its length says by default.")]
    public string? Encoding { get; init; }

    [StringLength(16, MinimumLength = 1)]
    [Description("The readable beginning of the key, shown as it is.")]
    public string? Prefix { get; init; }
}
