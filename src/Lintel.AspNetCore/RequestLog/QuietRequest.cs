using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// The feature of a request for one of the application's own pages, or by one: it is recorded only where it ends badly, so that looking at the request log does
/// not fill it.
/// </summary>
internal sealed class QuietRequest
{
    private readonly int _firstRecorded;

    private QuietRequest(int firstRecorded) => _firstRecorded = firstRecorded;

    /// <summary>For a request by a page: refusals and failures are recorded.</summary>
    public static QuietRequest ByPage { get; } = new(StatusCodes.Status400BadRequest);

    /// <summary>For a request for a page: failures are recorded.</summary>
    public static QuietRequest ForPage { get; } = new(StatusCodes.Status500InternalServerError);

    /// <summary>Tells whether a request that ended with a status is recorded.</summary>
    public bool IsRecorded(int status) => status >= _firstRecorded;
}
