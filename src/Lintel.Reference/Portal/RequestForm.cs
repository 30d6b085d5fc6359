using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.Reference;

/// <summary>The form that asks for a request.</summary>
/// <param name="Request">The id.</param>
/// <param name="Key">The key.</param>
internal readonly record struct RequestForm(string Request, string Key)
{
    private const int LargestForm = 8 * 1024;

    /// <summary>Reads the form; both fields are empty where it cannot be read.</summary>
    public static async Task<RequestForm> ReadAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = LargestForm;
        }

        if (!FormType.Holds(http.Request))
        {
            return new RequestForm(string.Empty, string.Empty);
        }

        try
        {
            var options = new FormOptions { ValueLengthLimit = LargestForm, KeyLengthLimit = LargestForm, ValueCountLimit = 8 };
            var form = await http.Request.ReadFormAsync(options, http.RequestAborted);
            return new RequestForm(form["request"].ToString(), form["key"].ToString());
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return new RequestForm(string.Empty, string.Empty);
        }
    }
}
