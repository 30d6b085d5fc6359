using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>The body of an entry that is made or changed, as the reference describes it; <see cref="BlacklistBodies"/> reads it.</summary>
[Description("An entry has an address, a client id or both. No two entries of an application have the same.")]
[RequestExample("""{"ipAddress":"192.0.2.99","comment":"Scanner"}""")]
internal sealed record BlacklistDocument(
    [Ipv4] string? IpAddress = null,
    [StringLength(FieldReaderExtensions.MaximumClientId, MinimumLength = 1)] string? ClientId = null,
    [StringLength(FieldReaderExtensions.MaximumComment)] string? Comment = null);

/// <summary>The body of an action on a blacklist, as the reference describes it; <see cref="BlacklistAction"/> reads it.</summary>
[RequestExample("""{"action":"delete","blacklistId":"1"}""")]
internal sealed record BlacklistActionDocument(
    [AllowedValues(BlacklistAction.Delete, BlacklistAction.DeleteAll)] string Action,
    [Id, Description("The id of the entry. Needed by delete; delete_all takes none.")] string? BlacklistId = null);

/// <summary>The query that names an entry, as the reference describes it; <see cref="BlacklistQuery"/> reads it.</summary>
internal sealed record BlacklistParameters : ApplicationParameters
{
    [Id]
    [Description("The id of the entry.")]
    public required string BlacklistId { get; init; }
}
