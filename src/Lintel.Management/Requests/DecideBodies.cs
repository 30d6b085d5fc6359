using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Lintel.Addresses;
using Lintel.AspNetCore;
using Lintel.Keys;
using Microsoft.AspNetCore.Http;

namespace Lintel.Management.Requests;

/// <summary>Reads the request that is only thought of.</summary>
internal static class DecideBodies
{
    /// <summary>The most bytes of its body.</summary>
    public const int LargestBody = 64 * 1024;

    public const int LongestPath = 8_192;
    public const int LongestValue = 8_192;
    public const int MostHeaders = 50;

    private const string ContentType = "Content-Type";
    private const string Json = "application/json";

    // The server sets them, or they frame a body that is never sent.
    private static readonly HashSet<string> OfTheServer = new(StringComparer.OrdinalIgnoreCase) { "Content-Length", "Transfer-Encoding" };

    private static readonly SearchValues<char> OfNames = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static DecideRequest Read(FieldReader fields)
    {
        var api = fields.Text("api", required: true, min: 1, max: 100) ?? string.Empty;
        var path = fields.Text("path", required: true, min: 1, max: LongestPath) ?? "/";
        CheckPlace(fields, api, path);
        var (keyId, key) = (fields.Text("keyId", min: 1, max: 100), fields.Text("key", min: 1, max: KeyDigest.MaxKeyLength));
        if (keyId is not null && key is not null)
        {
            fields.Fault("key", "must be left out where 'keyId' names the key");
        }

        var headers = Headers(fields);
        var body = Body(fields);
        if (body is not null)
        {
            headers.TryAdd(ContentType, Json);
        }

        return new DecideRequest(
            new RehearsedRequest
            {
                Api = api,
                Method = Method(fields),
                Target = path,
                KeyText = key,
                Address = Address(fields),
                Headers = headers,
                Body = body,
            },
            keyId);
    }

    private static void CheckPlace(FieldReader fields, string api, string path)
    {
        var rehearsals = fields.Call.Service<Rehearsals>();
        if (api.Length > 0 && !rehearsals.Has(api))
        {
            fields.Fault("api", "must be the name of a contract");
        }
        else if (path.Contains("%00", StringComparison.Ordinal))
        {
            fields.Fault("path", "must not have %00, which no server takes");
        }
        else if (!path.StartsWith('/') || !rehearsals.IsIn(api, PathString.FromUriComponent(path.Split('?')[0]).Value ?? "/"))
        {
            fields.Fault("path", "must be a path of the API, with its base path");
        }
    }

    private static string Method(FieldReader fields)
    {
        var method = fields.Text("method", required: true, min: 1, max: 32) ?? string.Empty;
        if (HttpMethods.IsOptions(method))
        {
            fields.Fault("method", "must not be OPTIONS, which is answered before the guards");
        }

        return method;
    }

    private static IPAddress? Address(FieldReader fields)
    {
        var text = fields.Text("address", min: 1, max: 64);
        if (text is null)
        {
            return null;
        }

        if (AddressText.TryParse(text, out var address))
        {
            return AddressText.Unmap(address);
        }

        fields.Fault("address", "must be an IPv4 or IPv6 address");
        return null;
    }

    private static Dictionary<string, string> Headers(FieldReader fields)
    {
        var sent = fields.Object(
            "headers",
            texts => texts.Names.Take(MostHeaders).ToDictionary(name => name, name => texts.Text(name, max: LongestValue) ?? string.Empty)) ?? [];
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in sent)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(OfNames))
            {
                fields.Fault("headers", "must have names of header fields: letters, digits and !#$%&'*+-.^_`|~");
                continue;
            }

            if (OfTheServer.Contains(name))
            {
                fields.Fault($"headers.{name}", "must be left out: it follows from the body");
            }

            headers[name] = value;
        }

        return headers;
    }

    // A text is the body as it is sent; anything else is the JSON that is sent.
    private static byte[]? Body(FieldReader fields)
    {
        if (fields.Json("body") is not { } body)
        {
            return null;
        }

        var bytes = Encoding.UTF8.GetBytes(body.ValueKind == JsonValueKind.String ? body.GetString()! : body.GetRawText());
        if (bytes.Length > LargestBody)
        {
            fields.Fault("body", $"must be at most {LargestBody} bytes");
        }

        return bytes;
    }
}

/// <summary>A request that is only thought of, and the key that it is made with.</summary>
internal sealed record DecideRequest(RehearsedRequest Request, string? KeyId);
