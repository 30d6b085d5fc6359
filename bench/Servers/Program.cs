using System.Text.Json;
using Lintel.Bench.Servers;

// bench-server <variant> <port> <folder>: serves /shop/things and /shop/orders in one of the ways that are compared. The keys go to <folder>/keys.json.
// Reads lines from its input: "stats" is answered on the error output, since the other one is the log's; the end of the input ends the process.
if (args is not [var name, var port, var folder] || !Variant.All.TryGetValue(name, out var variant))
{
    Console.Error.WriteLine($"usage: bench-server {string.Join('|', Variant.All.Keys)} PORT FOLDER");
    return 64;
}

var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
builder.Logging.ClearProviders();
var keys = await variant.ConfigureAsync(builder, folder);
await using var app = builder.Build();
await variant.MapAsync(app);
await app.StartAsync();

// Moved into place: whoever waits for the file must not read half of it.
var draft = Path.Combine(folder, "keys.draft");
await File.WriteAllTextAsync(draft, JsonSerializer.Serialize(keys));
File.Move(draft, Path.Combine(folder, "keys.json"));
while (await Console.In.ReadLineAsync() is { } line)
{
    if (line == "stats")
    {
        var stats = new { AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true), DroppedLogRecords = variant.DroppedLogRecords(app) };
        Console.Error.WriteLine(JsonSerializer.Serialize(stats));
    }
}

return 0;
