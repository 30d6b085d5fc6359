[assembly: AssemblyFixture(typeof(Lintel.Tests.PostgresServer))]
[assembly: AssemblyFixture(typeof(Lintel.Tests.RedisServer))]
