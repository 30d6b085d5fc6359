using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench/Micro -- --filter '*' ; --list flat names them, --job short is quicker and rougher.
BenchmarkSwitcher.FromAssembly(typeof(Lintel.Bench.Micro.LimiterBenchmarks).Assembly).Run(args);
