using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>The sizes that the server must read for contracts to state their own limits.</summary>
internal static class ServerNeeds
{
    /// <summary>Up to this multiple of a contract's size, a request that is too large is still answered with that size.</summary>
    private const int Margin = 2;

    public static int RequestLine(ApiDirectory apis) => Margin * Largest(apis, sizes => sizes.Uri);

    public static int Headers(ApiDirectory apis) => Margin * Largest(apis, sizes => sizes.Headers);

    private static int Largest(ApiDirectory apis, Func<SizeLimits, int> size) => apis.All.Append(apis.Outside).Max(runtime => size(runtime.Contract.Sizes));
}
