namespace Lintel.Management.Requests;

/// <summary>The query of <c>GET /requests/tail</c> as the reference describes it.</summary>
internal sealed record RequestTailDocument : RequestFilterDocument;
