using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Otp;

/// <summary>Endpoints that are announced and have nothing behind them yet.</summary>
internal static class Reserved
{
    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet("/numbers", Nothing).Reserved();
        console.MapPost("/numbers", Nothing).Reserved();
        console.MapGet("/numbers/{number}/messages", Nothing).Reserved();
        console.MapGet("/usage", Nothing).Reserved();
    }

    /// <summary>Never reached: the front door answers before.</summary>
    public static IResult Nothing() => Results.NoContent();
}
