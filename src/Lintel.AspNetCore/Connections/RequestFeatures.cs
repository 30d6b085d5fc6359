using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>What the server tells of a request.</summary>
internal static class RequestFeatures
{
    /// <summary>A feature of the request or its connection; null where the server has none.</summary>
    /// <remarks>
    /// By the indexer: <c>Get</c> is generic behind an interface, so that its code is looked up at each call, and so is that of the properties of
    /// <see cref="HttpContext"/> which ask for another feature the first time in a request.
    /// </remarks>
    /// <typeparam name="T">The feature.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T? Feature<T>(this HttpContext http)
        where T : class => http.Features[typeof(T)] as T;
}
