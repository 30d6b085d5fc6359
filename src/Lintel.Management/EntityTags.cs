using System.Globalization;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Lintel.Management;

/// <summary>
/// Entity tags of records (RFC 9110 sections 8.8.3 and 13.1.1): answers tell them, and a change with <c>If-Match</c> is made only to a record that has one of
/// the tags that it names.
/// </summary>
public static class EntityTags
{
    private const string Any = "*";

    /// <summary>
    /// Says that the operation is about a record with an entity tag. Descriptions of the API name the header fields and, of a change, its refusal.
    /// </summary>
    /// <param name="builder">The endpoint.</param>
    public static TBuilder HasEntityTag<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(EntityTagMetadata.Instance);

    /// <summary>Puts the entity tag of the record into the answer.</summary>
    /// <param name="call">The call.</param>
    /// <param name="tag">The tag without its quotation marks, of visible ASCII characters: another one for each state of the record.</param>
    public static void TellEntityTag(this ApiCall call, string tag) => call.Http.Response.Headers.ETag = $"\"{tag}\"";

    /// <summary>Checks the <c>If-Match</c> of a change, if it has one, in the transaction that makes the change.</summary>
    /// <param name="call">The call.</param>
    /// <param name="record">The record in words, such as <c>Key key_…</c>.</param>
    /// <param name="tag">The tag of the record as it is stored now.</param>
    /// <returns>The refusal; null where the change may be made.</returns>
    public static Refusal? CheckEntityTag(this ApiCall call, string record, string tag) => Names(call, out var tags) && !tags.Any(named => Matches(named, tag))
        ? Refusal.For(Condition.Http(StatusCodes.Status412PreconditionFailed), ("problem", ProblemOf(record, tag, tags)))
        : null;

    /// <summary>Tells the version of a record as its entity tag.</summary>
    internal static void TellVersion(this ApiCall call, long version) => call.TellEntityTag(TagOf(version));

    /// <summary>Checks the <c>If-Match</c> of a change against the version of a record.</summary>
    internal static Refusal? CheckVersion(this ApiCall call, string resource, string id, long version) =>
        call.CheckEntityTag($"{resource} {id}", TagOf(version));

    /// <summary>The version that a change is meant for, so that the store compares it where it makes the change; null for whatever there is.</summary>
    /// <param name="call">The call.</param>
    /// <param name="named">The version that the body names; null for none.</param>
    /// <param name="present">The version that <see cref="CheckVersion"/> has let through.</param>
    internal static long? VersionMeant(this ApiCall call, long? named, long present) =>
        named ?? (Names(call, out var tags) && !tags.Contains(EntityTagHeaderValue.Any) ? present : null);

    /// <summary>The refusal of a change of a record that is of another version by now.</summary>
    internal static Refusal StaleVersion(this ApiCall call, string resource, string id, long present) =>
        call.CheckVersion(resource, id, present) ?? Conflicts.Stale(resource, id, present);

    private static string TagOf(long version) => version.ToString(CultureInfo.InvariantCulture);

    // What cannot be read names no tag, so that nothing is changed.
    private static bool Names(ApiCall call, out IList<EntityTagHeaderValue> tags)
    {
        var header = call.Http.Request.Headers.IfMatch;
        tags = EntityTagHeaderValue.TryParseList(header, out var read) ? read : [];
        return header.Count > 0;
    }

    private static string ProblemOf(string record, string tag, IList<EntityTagHeaderValue> tags) => tags.Count == 0
        ? $"If-Match holds no entity tag. One stands in quotation marks; that of {record} is \"{tag}\"."
        : $"{record} has been changed since: If-Match names another state of it. Read it again and repeat the change if it still fits.";

    private static bool Matches(EntityTagHeaderValue named, string tag) =>
        named.Tag == Any || (!named.IsWeak && named.Tag.AsSpan().Trim('"').SequenceEqual(tag));
}
