using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Otp;

/// <summary>Endpoints that are announced and have nothing behind them yet.</summary>
internal static class Reserved
{
    public static void Map(RouteGroupBuilder console)
    {
        var numbers = console.MapGroup(string.Empty).WithTags("Numbers");
        numbers.MapGet("/numbers", Nothing).WithName("otp.numbers.list").WithSummary("Lists the virtual numbers").Reserved();
        numbers.MapPost("/numbers", Nothing).WithName("otp.numbers.add").WithSummary("Adds a virtual number").Reserved();
        numbers.MapGet("/numbers/{number}/messages", Nothing).WithName("otp.numbers.messages").WithSummary("Lists the messages of a virtual number").Reserved();
        console.MapGet("/usage", Nothing).WithName("otp.usage").WithSummary("Shows how much was used").WithTags("Usage").Reserved();
    }

    /// <summary>Never reached: the front door answers before.</summary>
    public static IResult Nothing() => Results.NoContent();
}
