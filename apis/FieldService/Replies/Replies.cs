using Lintel.FieldService.Storage;

namespace Lintel.FieldService.Replies;

/// <summary>Where a page of a list stands.</summary>
internal sealed record Pagination(long Page, long PerPage, long Total, long TotalPages)
{
    public static Pagination Of(Paging paging, long total) => new(paging.Number, paging.Size, total, (total + paging.Size - 1) / paging.Size);
}

/// <summary>The reply of a list.</summary>
internal sealed record ListReply<T>(IReadOnlyList<T> Data, Pagination Pagination, string RequestId);

/// <summary>The reply of a read with an id.</summary>
internal sealed record SingleReply<T>(T Data, string RequestId)
    where T : notnull;
