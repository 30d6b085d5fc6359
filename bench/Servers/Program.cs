using System.Text.Json;
using Lintel.Bench.Servers;

// bench-server <variant> <port> <folder>: serves /shop/things and /shop/orders in one of the ways that are compared. The keys go to <folder>/keys.json.
// Reads lines from its input: "stats" is answered on the error output, since the other one is the log's; the end of the input ends the process.
// The variant lintel may have a scale behind it: see Scale.
if (args is not [var name, var port, var folder] || !Variant.TryMake(name, out var variant))
{
    Console.Error.WriteLine($"usage: bench-server {string.Join('|', Variant.Names)} PORT FOLDER");
    return 64;
}

// Not the folder: the configuration's file watcher would hear of every page that the request log writes there.
var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
builder.Logging.ClearProviders();
var keys = await variant.ConfigureAsync(builder, folder);
await using var app = builder.Build();
await variant.MapAsync(app);
await app.StartAsync();

await keys.WriteAsync(folder);

// A thread of its own: reading the console blocks, and a pool for one processor has one thread until it has seen nothing move for half a second.
var commands = new Thread(Answer) { Name = "Commands" };
commands.Start();
await app.WaitForShutdownAsync();
return 0;

void Answer()
{
    while (Console.In.ReadLine() is { } line)
    {
        if (line == "stats")
        {
            var stats = new { AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true), DroppedLogRecords = variant.DroppedLogRecords(app) };
            Console.Error.WriteLine(JsonSerializer.Serialize(stats));
        }
    }

    app.Lifetime.StopApplication();
}
