using System.Diagnostics.CodeAnalysis;
using Lintel.AspNetCore;
using Lintel.Audit;
using Lintel.Requests;

namespace Lintel.Management;

/// <summary>The fields that a call has changed, until its entry of the audit log ends.</summary>
internal sealed class AuditChanges
{
    private const int MostFields = 50;
    private const int LongestValue = 1_000;
    private const string Cut = "…";

    private readonly List<AuditChange> _changes = [];

    public IReadOnlyList<AuditChange> All => _changes;

    /// <summary>The changes of a call; null where none was noted.</summary>
    public static AuditChanges? Of(ApiCall call) => call.Http.Features.Get<AuditChanges>();

    /// <summary>Notes a field, unless both values are the same. Texts that look like a secret are masked.</summary>
    public static void Note(ApiCall call, string field, string? before, string? after)
    {
        if (before == after)
        {
            return;
        }

        var changes = Of(call);
        if (changes is null)
        {
            call.Http.Features.Set(changes = new AuditChanges());
        }

        if (changes._changes.Count < MostFields)
        {
            var mask = call.Service<SecretMask>();
            changes._changes.Add(new AuditChange(field, Shorten(mask.Mask(before)), Shorten(mask.Mask(after))));
        }
    }

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Shorten(string? text) => text is { Length: > LongestValue } ? text[..LongestValue] + Cut : text;
}
