using System.Text.Encodings.Web;
using System.Text.Unicode;
using AspNetCoreGeneratedDocument;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;
using RazorSlices;

namespace Lintel.Console;

/// <summary>Sends pages with their header fields.</summary>
internal static class ConsoleResults
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Renders a page. Nothing runs in it but the console's own files, and no cache keeps it.</summary>
    public static async Task<IResult> PageAsync(HttpContext http, FrameModel model)
    {
        var text = await TextAsync(new Views_Frame { Model = model });
        PageHeaders.Write(http.Response);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Content(text, "text/html; charset=utf-8", contentEncoding: null, model.View.Status);
    }

    /// <summary>Renders a page or a part of one.</summary>
    public static async Task<string> TextAsync(RazorSlice slice)
    {
        using var writer = new StringWriter();
        await slice.RenderAsync(writer, Encoder);
        return writer.ToString();
    }

    /// <summary>Sends the browser to another page; a live part that asks makes the whole page go there.</summary>
    public static IResult Move(HttpContext http, string address)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (http.Request.Headers.ContainsKey("HX-Request"))
        {
            http.Response.Headers["HX-Redirect"] = address;
            return Results.Ok();
        }

        http.Response.Headers.Location = address;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
