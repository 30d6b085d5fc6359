using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.Erasures;

namespace Lintel.Management.PersonalData;

/// <summary>The body of an erasure as the reference describes it; <see cref="ErasureRequest"/> reads it.</summary>
[Description("The account or person whose data are erased, named once more.")]
[RequestExample("""{"confirm":"Brook Dairy","dryRun":true}""")]
internal sealed record ErasureDocument(
    [StringLength(254, MinimumLength = 1)]
    [Description("The name of the account, or the login of the person; the id of a person who was removed.")] string Confirm,
    [Description("True to erase nothing, and be told what would be.")] bool DryRun = false);

/// <summary>The erasure that is asked for.</summary>
/// <param name="Confirm">The name of the account, or the login of the person; the id of a person who was removed.</param>
/// <param name="DryRun">true to erase nothing.</param>
internal sealed record ErasureRequest(string Confirm, bool DryRun)
{
    public static ErasureRequest Read(FieldReader fields) =>
        new(fields.Text("confirm", required: true, min: 1, max: 254) ?? string.Empty, fields.Boolean("dryRun") ?? false);
}

/// <summary>An erasure as the management API shows it.</summary>
internal sealed record ErasureShape(
    [Description("The account or person.")] string Id,
    [AllowedValues("dry run", "running", "done")] string State,
    [Description("The keys that are deleted, in a dry run; null otherwise.")] int? Keys,
    [Description("The people who are removed, in a dry run; null otherwise.")] int? People,
    [Description("The entries of the request log from which something was erased; in a dry run those that there are, at most 10,000.")] long Requests,
    [Description("The entries of the audit log from which something was erased; 0 in a dry run.")] long Changes,
    DateTimeOffset? BegunAt,
    DateTimeOffset? EndedAt)
{
    public static ErasureShape Of(Erasure erasure) => new(
        erasure.SubjectId,
        erasure.EndedAt is null ? "running" : "done",
        Keys: null,
        People: null,
        erasure.Requests,
        erasure.Changes,
        erasure.BegunAt,
        erasure.EndedAt);

    public static ErasureShape OfDryRun(string id, int keys, int people, long requests) =>
        new(id, "dry run", keys, people, requests, Changes: 0, BegunAt: null, EndedAt: null);
}
